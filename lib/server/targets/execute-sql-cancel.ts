import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Blocker } from '@/lib/contracts/side-step';
import { whyKept } from '@/lib/domain/blockers';
import { AppError } from '@/lib/domain/errors';
import { explainSqlError } from './execute-sql-errors';
import { destroy, type Session } from './execute-sql-session';
import { isBackendThere, withWatcher } from './execute-sql-watch';

const CANCEL_GRACE_MS = 1500;
const TERMINATE_GRACE_MS = 2000;
const POLL_MS = 50;
const END_WITHIN_MS = 4_500;

const CANCEL =
  'select pg_cancel_backend(pid) from pg_stat_activity where pid = $1 and extract(epoch from backend_start)::text = $2';
const TERMINATE =
  'select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and extract(epoch from backend_start)::text = $2';

/**
 * Stops a session's statement from a second connection: cancel, then terminate. `settled` resolves when the statement's
 * own connection has heard how it ended. Resolves to whether the server says that the backend is gone. Where no second
 * connection can be had (the server is full, the network is down), hanging up is what remains: the server's own client
 * check then ends the statement within about a second, unseen from here.
 */
export async function endBackend(
  target: { databaseUrl: string },
  session: Session,
  settled: Promise<void>,
): Promise<boolean> {
  const who = [session.pid, session.backendStart];
  try {
    return await withWatcher(target, async (client) => {
      await client.query(CANCEL, who);
      if (!(await isSettledWithin(settled, CANCEL_GRACE_MS))) {
        await client.query(TERMINATE, who);
        await isSettledWithin(settled, TERMINATE_GRACE_MS);
      }
      destroy(session.client);
      return await isGoneWithin(client, session, TERMINATE_GRACE_MS);
    });
  } catch {
    return false;
  } finally {
    destroy(session.client);
  }
}

/** The answer is waited for before the line is cut: the statement may have ended by itself, and well. */
function isSettledWithin(settled: Promise<void>, withinMs: number): Promise<boolean> {
  const ticking = new AbortController();
  const late = sleep(withinMs, false, { signal: ticking.signal }).catch(() => false);
  return Promise.race([settled.then(() => true), late]).finally(() => ticking.abort());
}

function isGoneWithin(
  client: pg.Client,
  session: Pick<Session, 'pid' | 'backendStart'>,
  withinMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  return within(withinMs, async () => !(await isBackendThere(client, session)), signal);
}

async function within(withinMs: number, holds: () => Promise<boolean>, signal?: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline || signal?.aborted) return false;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return true;
}

const WHO = `select backend_type as type, application_name as application, query from pg_stat_activity
  where pid = $1 and extract(epoch from backend_start)::text = $2`;
type Who = { type: string | null; application: string | null; query: string | null };
export type SessionEnd = { state: 'succeeded' | 'failed' | 'unknown'; sentence: string };

/**
 * Ends somebody else's session, exactly the one that is named by its number and its start, and looks for up to 5 s
 * whether it is gone. What must not be ended is looked at in the moment before. Throws AppError `target_unavailable`
 * where the database cannot be asked at all; nothing was ended then. `signal` is the worker's end: before the session is
 * told to end nothing is done any more, and after that nobody looks on.
 */
export async function endSession(
  target: { databaseUrl: string },
  { pid, backendStart, application }: Pick<Blocker, 'pid' | 'backendStart' | 'application'>,
  signal?: AbortSignal,
): Promise<SessionEnd> {
  const who = [pid, backendStart];
  let isSent = false;
  try {
    return await withWatcher(target, async (client) => {
      const [found] = (await client.query<Who>(WHO, who)).rows;
      if (!found) return { state: 'succeeded', sentence: `Process ${pid} was gone already: nothing was ended.` };
      const kept = whyKept({ pid, backendStart, ...found, application: found.application ?? '' });
      if (kept) return { state: 'failed', sentence: `Nothing was ended. ${kept}` };
      if (signal?.aborted) return { state: 'failed', sentence: 'Nothing was ended: the worker was being stopped.' };
      isSent = true;
      const begun = performance.now();
      await client.query(TERMINATE, who);
      const isGone = await isGoneWithin(client, { pid, backendStart }, END_WITHIN_MS, signal);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      if (!isGone && signal?.aborted)
        return {
          state: 'unknown',
          sentence: `Process ${pid} was told to end; the worker was stopped after ${seconds} s, before it was seen gone.`,
        };
      return isGone
        ? { state: 'succeeded', sentence: goneWords(pid, application, `after ${seconds} s`) }
        : {
            state: 'failed',
            sentence: `Process ${pid} was told to end, and pg_stat_activity still shows it after ${seconds} s.`,
          };
    });
  } catch (error) {
    const { sqlState, error: sentence, hint } = explainSqlError(error, target.databaseUrl);
    if (!isSent && error instanceof AppError) throw error;
    if (sqlState && !sqlState.startsWith('57') && !sqlState.startsWith('08'))
      return { state: 'failed', sentence: `Nothing was ended. ${sentence} ${hint}` };
    return { state: 'unknown', sentence: `The database stopped answering while process ${pid} was being ended.` };
  }
}

/** How the console knows that a session is over: what was looked at, and when. */
export function goneWords(pid: number, application: string, when: string): string {
  const at = new Date().toISOString().slice(11, 19);
  return `Process ${pid} (${application}) is gone: pg_stat_activity shows it no more ${when} (looked at ${at} UTC).`;
}
