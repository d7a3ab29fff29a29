import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RenderedStep } from '@/lib/contracts/plan';
import type { Blocker, LockWait } from '@/lib/contracts/side-step';
import {
  type ConcurrentIndex,
  concurrentIndexOf,
  LOCK_TIMEOUT_SECONDS,
  pauseBeforeRetry,
  type SeenIndex,
  whyNotRepeat,
} from '@/lib/domain/lock-retries';
import { durationWords } from '@/lib/domain/words';
import { appendEvent, notifyNews, storeNow } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { querySql } from '../targets/execute-sql';
import { sqlTargetOf } from '../targets/get-target';
import { maskBlockers } from '../targets/mask-blockers';
import type { Claim } from './claim-step';
import { lockRunOfStep } from './load-run';
import type { Context, Performed, Tried } from './perform-action';

type SqlAction = Extract<RenderedStep['action'], { kind: 'sql' }>;
type Wait = Omit<LockWait, 'at' | 'epoch'>;
type Try = (
  step: RenderedStep,
  action: SqlAction,
  context: Context,
  how: { timeoutMs: number; onBlockers: (blockers: Blocker[]) => void },
) => Promise<Tried>;

/** Where it is written what an attempt of a step waits for. */
export type LockRecorder = {
  /** For the page, while it lasts: a look that cannot be written is not worth the step. */
  show(wait: Wait): Promise<void>;
  /** The next try's intent. False: the claim does not hold any more, and nothing may be tried. */
  retry(wait: Wait & { pauseMs: number }): Promise<boolean>;
};

export const lockTimeoutOf = (action: SqlAction): number => action.lockTimeoutMs ?? LOCK_TIMEOUT_SECONDS * 1000;

/**
 * Runs a statement, and again after a pause where the server itself says that a lock was not free in time and that
 * nothing was done. Of a CONCURRENTLY statement half may be committed by then, so that one is looked at between two tries.
 */
export async function withLockRetries(
  step: RenderedStep,
  action: SqlAction,
  context: Context,
  attemptOnce: Try,
): Promise<Performed> {
  const begun = performance.now();
  const of = action.lockRetries?.tries ?? 1;
  const index = concurrentIndexOf(action.text);
  // What was not seen before cannot be told from another one later: then it is tried once.
  const before = index && of > 1 ? await seeIndex(index, action, context).catch(() => 'unseen' as const) : null;
  for (let attempt = 1; ; attempt += 1) {
    let last: Blocker[] = [];
    const show = (blockers: Blocker[], pauseMs: number | null = null) =>
      context.locks?.show({ attempt, of, pauseMs, blockers });
    const onBlockers = (seen: Blocker[]) => {
      const blockers = maskBlockers(context.target, seen);
      last = blockers.length > 0 ? blockers : last;
      void show(blockers);
    };
    // The first one has all of it, as its session was made ready for.
    const leftMs =
      attempt === 1 && before === null
        ? step.timeoutMs
        : Math.max(1, step.timeoutMs - Math.round(performance.now() - begun));
    const { blockers: seen, ...done } = await attemptOnce(step, action, context, { timeoutMs: leftMs, onBlockers });
    const tookMs = Math.round(performance.now() - begun);
    if (!seen) return { ...done, tookMs };
    const blockers = maskBlockers(context.target, seen);
    const inTheWay = blockers.length > 0 ? blockers : last;
    const stop = async (why: string | null = null) => {
      await show(inTheWay);
      return { ...done, tookMs, summary: [done.summary, triedWords(attempt), why].filter(Boolean).join(' ') };
    };
    const pauseMs = nextPause(step, action, context, attempt, begun);
    if (pauseMs === null || before === 'unseen') return stop();
    if (!(await context.locks?.retry({ attempt, of, pauseMs, blockers: inTheWay }))) return stop();
    context.output.note(`no lock at try ${attempt} of ${of}; tries again in ${durationWords(pauseMs)}`);
    await sleep(pauseMs, undefined, { signal: context.signal }).catch(() => undefined);
    if (context.signal.aborted)
      return { ...done, tookMs, state: 'cancelled', summary: `It was stopped between two tries. ${done.summary}` };
    const why = index && (await whyStop(index, before, action, context));
    if (why) return stop(why);
  }
}

function nextPause(
  { timeoutMs }: RenderedStep,
  action: SqlAction,
  { locks, signal }: Context,
  attempt: number,
  begun: number,
): number | null {
  if (!locks || !action.lockRetries || signal.aborted) return null;
  const leftMs = timeoutMs - (performance.now() - begun);
  return pauseBeforeRetry(action.lockRetries, attempt, {
    random: Math.random(),
    leftMs,
    lockTimeoutMs: lockTimeoutOf(action),
  });
}

const triedWords = (attempt: number) => (attempt > 1 ? `It was tried ${attempt} times.` : '');

async function whyStop(
  index: ConcurrentIndex,
  before: SeenIndex,
  action: SqlAction,
  context: Context,
): Promise<string | null> {
  try {
    const because = whyNotRepeat(index.verb, before, await seeIndex(index, action, context));
    return because && `It was not tried again: ${because}.`;
  } catch (error) {
    // What cannot be seen is not known to be safe.
    return `It was not tried again: ${index.name} cannot be looked at (${error instanceof Error ? error.message : 'no reason'}).`;
  }
}

const SEE_INDEX = `select i.oid::text as oid, x.indisvalid as is_valid from pg_class i
  join pg_index x on x.indexrelid = i.oid join pg_namespace n on n.oid = i.relnamespace
  where i.relname = $1 and ($2::text is null and pg_table_is_visible(i.oid) or n.nspname = $2)`;

async function seeIndex({ name, schema }: ConcurrentIndex, action: SqlAction, context: Context): Promise<SeenIndex> {
  const [row] = await querySql<{ oid: string; is_valid: boolean }>(
    sqlTargetOf(context.target, action.connect),
    { text: SEE_INDEX, values: [name, schema] },
    { timeoutMs: 5_000, applicationName: `${context.tag}-look` },
  );
  return row ? { oid: row.oid, isValid: row.is_valid } : null;
}

/** Writes for one claim, and only while it holds. */
export function recordLocks(claim: Claim): LockRecorder {
  const { id, epoch } = claim.step;
  let shown = '';
  return {
    async show(wait) {
      const words = JSON.stringify(wait);
      if (words === shown || (shown === '' && wait.blockers.length === 0)) return;
      shown = words;
      const lockWait: LockWait = { ...wait, at: new Date().toISOString(), epoch };
      await db()
        .step.updateMany({ where: { id, epoch, state: 'running' }, data: { lockWait: json(lockWait) } })
        .then(() => tellOfWait(claim.run.incidentId))
        .catch((error: unknown) => logger().warn({ err: error, stepId: id }, 'what a step waits for was not written'));
    },
    retry: (wait) =>
      writeRetry(claim, wait).catch((error: unknown) => {
        // Nothing was done so far, and without its intent in the store nothing more is: the step fails, for a person.
        logger().error({ err: error, stepId: id }, 'the next try could not be written, so it is not made');
        return false;
      }),
  };
}

async function tellOfWait(incidentId: string): Promise<void> {
  const { code } = await db().incident.findUniqueOrThrow({ where: { id: incidentId }, select: { code: true } });
  await notifyNews(db(), { kind: 'waits', incidentCode: code });
}

async function writeRetry({ run, step: { id, epoch }, rendered }: Claim, wait: Wait & { pauseMs: number }) {
  return db().$transaction(async (tx) => {
    const { step } = await lockRunOfStep(tx, id);
    if (step.state !== 'running' || step.epoch !== epoch) return false;
    const lockWait: LockWait = { ...wait, at: (await storeNow(tx)).toISOString(), epoch };
    await tx.step.update({ where: { id }, data: { lockWait: json(lockWait) } });
    const { attempt, of, pauseMs, blockers } = wait;
    await appendEvent(tx, {
      type: 'step.lock_retried',
      incidentId: run.incidentId,
      runId: run.id,
      stepId: id,
      actor: null,
      data: { title: rendered.title, attempt, of, pauseMs, blockers: blockers.map(nameOf) },
    });
    return true;
  });
}

const nameOf = ({ pid, application, user }: Blocker) => `process ${pid} (${application}, user ${user})`;
const json = (value: unknown) => value as Prisma.InputJsonValue;
