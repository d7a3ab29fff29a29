import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { destroy, type Session } from './execute-sql-session';
import { isBackendThere, withWatcher } from './execute-sql-watch';

const CANCEL_GRACE_MS = 1500;
const TERMINATE_GRACE_MS = 2000;
const POLL_MS = 50;

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

function isGoneWithin(client: pg.Client, session: Session, withinMs: number): Promise<boolean> {
  return within(withinMs, async () => !(await isBackendThere(client, session)));
}

async function within(withinMs: number, holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
