import 'server-only';
import type { z } from 'zod';
import type { GrantAdvice } from '@/lib/contracts/grants';
import type { targetSchema } from '@/lib/contracts/inputs';
import type { HostLook, HostLooks } from '@/lib/contracts/target-hosts';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, storeNow } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { lookAtGrants } from '../grants/look-at-grants';
import { logger } from '../logger';
import { enqueue } from '../queue/enqueue';
import { querySql } from './execute-sql';
import { findMissingTools } from './find-missing-tools';
import { findUnbound } from './find-unbound';
import { getTargetByKey, openTarget, type ReachableTarget, sqlTargetOf } from './get-target';
import { fetchHostKey, fingerprintOf, pinnedFingerprint } from './host-key';
import { lookAtReading } from './reading-look';
import { lookOnHost } from './run-on-host';
import type { SshHost } from './ssh-connection';

const TAG = 'rollback-hosts';
const TIMEOUT_MS = 15_000;

/** Asks the worker to look at a target's hosts: which key each shows, whether it lets the console in, what is missing. */
export async function askHostLook(me: Me, { targetKey }: z.output<typeof targetSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'target.manage', { target: targetKey });
  const { id } = await getTargetByKey(targetKey);
  await db().$transaction(async (tx) => {
    await tx.target.update({ where: { id }, data: { hostsAskedAt: await storeNow(tx) } });
    await enqueue(tx, 'look_at_hosts', { targetId: id }, `look-at-hosts-${id}`);
    await appendEvent(tx, { type: 'target.hosts_asked', data: { target: targetKey }, actor });
  });
  return null;
}

/** The worker's part. Reads only. Nobody waits for a job, so what it cannot see is among what it says. */
export async function performHostLook({ targetId }: { targetId: string }): Promise<void> {
  const { key, hostsAskedAt } = await db().target.findUniqueOrThrow({ where: { id: targetId } });
  const looks = await lookAtAll(targetId);
  await db().$transaction(async (tx) => {
    const data = { hostLooks: looks as unknown as Prisma.InputJsonValue };
    await tx.target.update({ where: { id: targetId }, data });
    // One that was asked for after this one began has its own answer to come.
    await tx.target.updateMany({ where: { id: targetId, hostsAskedAt }, data: { hostsAskedAt: null } });
    const hosts = looks.hosts.map(({ host, state, seen }) => ({ host, state, seen: seen?.fingerprint ?? null }));
    await appendEvent(tx, { type: 'target.hosts_seen', data: { target: key, hosts }, actor: null });
  });
}

async function lookAtAll(targetId: string): Promise<HostLooks> {
  const at = new Date().toISOString();
  try {
    const target = await openTarget(targetId);
    const remote = target.inventory.hosts.filter((host) => host.kind === 'ssh');
    const hosts = await Promise.all(remote.map((host) => lookAtOne(target, host)));
    const options = { timeoutMs: TIMEOUT_MS, applicationName: TAG };
    const looks = [problemsOf(target), grantsOf(target), lookAtReading(target, options)] as const;
    const [problems, grants, reading] = await Promise.all(looks);
    return { at, hosts, problems, ...(grants && { grants }), ...(reading && { reading }) };
  } catch (error) {
    if (!(error instanceof AppError))
      logger().error({ err: error, targetId }, "a target's hosts could not be looked at");
    const words =
      error instanceof AppError ? `${error.message} ${error.remedy}` : 'The console failed while it looked.';
    return { at, hosts: [], problems: [words] };
  }
}

async function lookAtOne(target: ReachableTarget, host: SshHost): Promise<HostLook> {
  const pinned = pinnedFingerprint(host);
  const say = (state: HostLook['state'], sentence: string, seen: HostLook['seen'] = null): HostLook => ({
    host: host.key,
    state,
    pinned,
    seen,
    sentence,
  });
  try {
    const key = await fetchHostKey(host);
    const fingerprint = fingerprintOf(key);
    const seen = { line: `${key.type} ${key.blob.toString('base64')}`, fingerprint };
    if (pinned === null) return say('not_pinned', 'No key is pinned for it yet, so nothing is sent to it.', seen);
    if (pinned !== fingerprint)
      return say(
        'changed',
        `It shows another key than the pinned one, so nothing is sent to it: it may be another machine.`,
        seen,
      );
    return say(...(await signIn(target, host)), seen);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return say('unreachable', `${error.message} ${error.remedy}`);
  }
}

/** The wrapper itself needs setsid and a home folder, and says so; ps is what "still running" is known by. */
async function signIn(target: ReachableTarget, host: SshHost): Promise<[HostLook['state'], string]> {
  const argv = ['sh', '-c', 'command -v ps >/dev/null'];
  const result = await lookOnHost(target, { host: host.key, argv }, { timeoutMs: TIMEOUT_MS, tag: TAG });
  if (result.ending === 'exited' && result.exitCode === 0)
    return ['ok', 'It lets the console in, with the pinned key.'];
  if (result.ending === 'exited')
    return ['lacking', 'It has no ps, by which a command is seen to be gone: install procps.'];
  return ['not_let_in', result.error ?? 'The look at it did not end.'];
}

/** What else a rollback would need and not find. */
async function problemsOf(target: ReachableTarget): Promise<string[]> {
  const { tools } = target.inventory;
  const [database, missing, unbound] = await Promise.all([
    databaseProblem(target),
    findMissingTools(target, Object.keys(tools), TAG),
    findUnbound(target.inventory),
  ]);
  const ofTools = missing.map(
    (key) => `${tools[key]?.title} is not there, or its host does not answer. ${tools[key]?.install}`,
  );
  return [...database, ...ofTools, ...unbound];
}

/** Null where the database does not answer, which is a problem of its own. */
async function grantsOf(target: ReachableTarget): Promise<GrantAdvice | null> {
  try {
    return await lookAtGrants(target, TAG);
  } catch (error) {
    logger().warn({ err: error, target: target.key }, "the rights of the console's role cannot be told");
    return null;
  }
}

async function databaseProblem(target: ReachableTarget): Promise<string[]> {
  try {
    // The connection itself compares the cluster and the database with the registered ones.
    await querySql(
      sqlTargetOf(target),
      { text: 'SELECT 1', values: [] },
      { timeoutMs: TIMEOUT_MS, applicationName: TAG },
    );
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [`The database: ${error.message} ${error.remedy}`];
  }
}
