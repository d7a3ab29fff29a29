import 'server-only';
import type pg from 'pg';
import { isSqlState } from './execute-sql-errors';
import { closeClient, openSession, type Session, withDeadline } from './execute-sql-session';

export type BackendLook = {
  state: string;
  /** "Lock: relation", where it waits for something. */
  waitEvent: string | null;
  /** Who holds what it waits for, in one sentence. */
  blockers: string | null;
  /** "building index: scanning table, 40 %", where PostgreSQL reports progress. */
  progress: string | null;
  /** The three above in one line for the screen. */
  sentence: string;
};

const LOOK_TIMEOUT_MS = 3000;
const WATCH_DEADLINE_MS = 6000;
const BEAT_MS = 4000;
const SECOND_TRY_MS = 1000;

const LOOK = `
  select a.state, a.wait_event_type, a.wait_event, extract(epoch from a.backend_start)::text as backend_start,
         p.phase, p.blocks_done, p.blocks_total,
         (select jsonb_agg(jsonb_build_object(
                   'pid', b.pid, 'user', b.usename, 'application', b.application_name, 'state', b.state,
                   'seconds', floor(extract(epoch from now() - b.xact_start)), 'query', left(b.query, 80)) order by b.xact_start)
            from pg_stat_activity b where b.pid = any (pg_blocking_pids(a.pid))) as blockers
    from pg_stat_activity a left join pg_stat_progress_create_index p on p.pid = a.pid
   where a.pid = $1`;

type Blocker = { pid: number; user: string; application: string; state: string; seconds: number | null; query: string };
type Row = {
  state: string | null;
  wait_event_type: string | null;
  wait_event: string | null;
  backend_start: string;
  phase: string | null;
  blocks_done: string | null;
  blocks_total: string | null;
  blockers: Blocker[] | null;
};

/**
 * What a backend is doing and who is in its way, from a connection that is opened and closed for it. Null once the
 * backend is gone. Throws AppError `target_unavailable` where the database cannot be asked.
 */
export async function watchBackend(target: { databaseUrl: string }, pid: number): Promise<BackendLook | null> {
  const row = await withWatcher(target, (client) => look(client, pid));
  return row ? describeBackend(row) : null;
}

/** Runs `act` on a short-lived second connection: for looking at a backend and for ending it. It has 6 s for that. */
export async function withWatcher<T>(
  target: { databaseUrl: string },
  act: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { client } = await openSession(
    { databaseUrl: target.databaseUrl },
    { timeoutMs: LOOK_TIMEOUT_MS, lockTimeoutMs: 1000, applicationName: 'rollback-console watch', readOnly: true },
  );
  try {
    return await withDeadline(client, WATCH_DEADLINE_MS, () => act(client));
  } finally {
    await closeClient(client);
  }
}

/** Whether this very backend, and not a later one with its number, is still there. */
export async function isBackendThere(client: pg.Client, session: Session): Promise<boolean> {
  const { rowCount } = await client.query(
    'select 1 from pg_stat_activity where pid = $1 and extract(epoch from backend_start)::text = $2',
    [session.pid, session.backendStart],
  );
  return rowCount === 1;
}

export type Heartbeat = { readonly lastBlockers: string | null; stop(): void };

/**
 * Watches a running statement from beside it: remembers who blocked it, for the sentence after a lock timeout, and
 * calls `onLost` when the server says twice that the backend is gone, or cannot be reached twice in a row. A connection
 * that is only half open would otherwise be waited for until the statement's own limit.
 */
export function startHeartbeat(
  target: { databaseUrl: string },
  session: Session,
  firstMs: number,
  onLost: () => void,
): Heartbeat {
  let misses = 0;
  let lastBlockers: string | null = null;
  let isStopped = false;
  const beat = async () => {
    const isThere = await withWatcher(target, async (client) => {
      const row = await look(client, session.pid);
      if (row?.blockers) lastBlockers = sayBlockers(row.blockers);
      return row?.backend_start === session.backendStart;
    }).catch((error: Error) => isSqlState((error.cause as { code?: string } | undefined)?.code));
    misses = isThere ? 0 : misses + 1;
    if (isStopped) return;
    if (misses >= 2) onLost();
    else timer = setTimeout(beat, isThere ? BEAT_MS : SECOND_TRY_MS);
  };
  let timer = setTimeout(beat, firstMs);
  return {
    get lastBlockers() {
      return lastBlockers;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

async function look(client: pg.Client, pid: number): Promise<Row | undefined> {
  const { rows } = await client.query<Row>(LOOK, [pid]);
  return rows[0];
}

function describeBackend(row: Row): BackendLook {
  const waitEvent = row.wait_event_type && row.state === 'active' ? `${row.wait_event_type}: ${row.wait_event}` : null;
  const blockers = row.blockers ? sayBlockers(row.blockers) : null;
  const progress = row.phase ? sayProgress(row) : null;
  const state = row.state ?? 'unknown';
  const running = waitEvent ? `Running, waiting for ${waitEvent}.` : 'Running.';
  const sentence = blockers ?? progress ?? (state === 'active' ? running : `The session is ${state}.`);
  return { state, waitEvent, blockers, progress, sentence };
}

function sayProgress({ phase, blocks_done, blocks_total }: Row): string {
  const total = Number(blocks_total);
  return total > 0 ? `Index: ${phase}, ${Math.floor((100 * Number(blocks_done)) / total)} %.` : `Index: ${phase}.`;
}

function sayBlockers(blockers: Blocker[]): string {
  const list = blockers.slice(0, 3).map(({ pid, user, application, state, seconds, query }) => {
    const since = seconds === null ? '' : ` for ${seconds} s`;
    return `process ${pid} (${application || 'no name'}, user ${user}, ${state}${since}: ${query})`;
  });
  const more = blockers.length > 3 ? ` and ${blockers.length - 3} more` : '';
  return `It waits for a lock that ${list.join(', ')}${more} ${blockers.length > 1 ? 'hold' : 'holds'}.`;
}
