import 'server-only';
import type pg from 'pg';
import type { Blocker } from '@/lib/contracts/side-step';
import { whyKept } from '@/lib/domain/blockers';
import { maskedQuery } from '@/lib/domain/masked-query';
import { isSqlState } from './execute-sql-errors';
import { closeClient, openSession, type Session, withDeadline } from './execute-sql-session';

export type BackendLook = {
  state: string;
  /** "Lock: relation", where it waits for something. */
  waitEvent: string | null;
  /** Who holds what it waits for, in one sentence. */
  blockers: string | null;
  /** The same as data, the longest transaction first. */
  blockerList: Blocker[];
  /** "building index: scanning table, 40 %", where PostgreSQL reports progress. */
  progress: string | null;
  /** The three above in one line for the screen. */
  sentence: string;
};

const LOOK_TIMEOUT_MS = 3000;
const WATCH_DEADLINE_MS = 6000;
const BEAT_MS = 4000;
const SECOND_TRY_MS = 1000;

/** The server shows little of other people's sessions to a role that is not theirs: what is hidden is null. */
const SESSION_AS_JSON = `jsonb_build_object(
  'pid', b.pid, 'backendStart', extract(epoch from b.backend_start)::text, 'type', b.backend_type, 'user', b.usename,
  'application', b.application_name, 'client', host(b.client_addr), 'state', b.state,
  'seconds', floor(extract(epoch from clock_timestamp() - b.xact_start)), 'query', left(b.query, 2000))`;

const LOOK = `
  select a.state, a.wait_event_type, a.wait_event, extract(epoch from a.backend_start)::text as backend_start,
         p.phase, p.blocks_done, p.blocks_total,
         (select jsonb_agg(${SESSION_AS_JSON} order by b.xact_start)
            from pg_stat_activity b where b.pid = any (w.pids)) as blockers,
         0 = any (w.pids) as is_prepared
    from pg_stat_activity a left join pg_stat_progress_create_index p on p.pid = a.pid,
         lateral (select pg_blocking_pids(a.pid) as pids) w
   where a.pid = $1`;

const LOOK_AT_SESSIONS = `
  select ${SESSION_AS_JSON} as session from pg_stat_activity b
   where (b.pid, extract(epoch from b.backend_start)::text) in
         (select * from unnest($1::int[], $2::text[])) order by b.xact_start`;

type Seen = {
  pid: number;
  backendStart: string | null;
  type: string | null;
  user: string | null;
  application: string | null;
  client: string | null;
  state: string | null;
  seconds: number | null;
  query: string | null;
};
type Row = {
  state: string | null;
  wait_event_type: string | null;
  wait_event: string | null;
  backend_start: string;
  phase: string | null;
  blocks_done: string | null;
  blocks_total: string | null;
  blockers: Seen[] | null;
  is_prepared: boolean;
};

/**
 * What a backend is doing and who is in its way, from a connection that is opened and closed for it. Null once the
 * backend is gone. Throws AppError `target_unavailable` where the database cannot be asked.
 */
export async function watchBackend(target: { databaseUrl: string }, pid: number): Promise<BackendLook | null> {
  const row = await withWatcher(target, (client) => look(client, pid));
  return row ? describeBackend(row) : null;
}

/**
 * The same sessions a moment later, from a connection that is opened for it: those that are gone, or whose transaction is
 * over, hold nothing any more and are left out. Throws AppError `target_unavailable` where the database cannot be asked.
 */
export async function lookAtSessions(
  target: { databaseUrl: string },
  sessions: readonly Pick<Blocker, 'pid' | 'backendStart'>[],
): Promise<Blocker[]> {
  const who = [sessions.map(({ pid }) => pid), sessions.map(({ backendStart }) => backendStart)];
  const { rows } = await withWatcher(target, (client) => client.query<{ session: Seen }>(LOOK_AT_SESSIONS, who));
  return rows
    .map(({ session }) => session)
    .filter(({ seconds }) => seconds !== null)
    .map(toBlocker);
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
export async function isBackendThere(
  client: pg.Client,
  session: Pick<Session, 'pid' | 'backendStart'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'select 1 from pg_stat_activity where pid = $1 and extract(epoch from backend_start)::text = $2',
    [session.pid, session.backendStart],
  );
  return rowCount === 1;
}

export type Heartbeat = { readonly lastBlockers: Blocker[]; stop(): void };

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
  let lastBlockers: Blocker[] = [];
  let isStopped = false;
  const beat = async () => {
    const isThere = await withWatcher(target, async (client) => {
      const row = await look(client, session.pid);
      if (row && blockersOf(row).length > 0) lastBlockers = blockersOf(row);
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
  const blockerList = blockersOf(row);
  const blockers = sayBlockers(blockerList);
  const progress = row.phase ? sayProgress(row) : null;
  const state = row.state ?? 'unknown';
  const running = waitEvent ? `Running, waiting for ${waitEvent}.` : 'Running.';
  const sentence = blockers ?? progress ?? (state === 'active' ? running : `The session is ${state}.`);
  return { state, waitEvent, blockers, blockerList, progress, sentence };
}

function blockersOf({ blockers, is_prepared }: Row): Blocker[] {
  return [...(blockers ?? []).map(toBlocker), ...(is_prepared ? [PREPARED] : [])];
}

function toBlocker(seen: Seen): Blocker {
  const { pid, backendStart, user, application, client, state, seconds, type, query } = seen;
  return {
    pid,
    backendStart: backendStart ?? '',
    user: user ?? '',
    application: application || 'no name',
    client: client ?? 'local',
    state: state ?? type ?? 'not shown',
    seconds,
    query: maskedQuery(query ?? ''),
    keptBecause: whyKept({ pid, backendStart: backendStart ?? '', application: application ?? '', type, query }),
  };
}

/** It belongs to no session, so it has no number of one. */
const PREPARED: Blocker = {
  pid: 0,
  backendStart: '',
  user: '',
  application: 'no session',
  client: '',
  state: 'prepared transaction',
  seconds: null,
  query: '',
  keptBecause: whyKept({ pid: 0, backendStart: '', application: '', type: null, query: null }),
};

function sayProgress({ phase, blocks_done, blocks_total }: Row): string {
  const total = Number(blocks_total);
  return total > 0 ? `Index: ${phase}, ${Math.floor((100 * Number(blocks_done)) / total)} %.` : `Index: ${phase}.`;
}

/** Who holds what is waited for, in one sentence; null where nobody does. */
export function sayBlockers(blockers: readonly Blocker[]): string | null {
  if (blockers.length === 0) return null;
  const list = blockers.slice(0, 3).map(({ pid, user, application, state, seconds, query }) => {
    const since = seconds === null ? '' : ` for ${seconds} s`;
    return `process ${pid} (${application}, user ${user}, ${state}${since}: ${query})`;
  });
  const more = blockers.length > 3 ? ` and ${blockers.length - 3} more` : '';
  return `It waits for a lock that ${list.join(', ')}${more} ${blockers.length > 1 ? 'hold' : 'holds'}.`;
}
