import 'server-only';
import pg from 'pg';
import type { Blocker } from '@/lib/contracts/side-step';
import { endBackend, goneWords } from './execute-sql-cancel';
import { explainSqlError, isConnectionLost, type SqlEnding, type SqlProblem } from './execute-sql-errors';
import { destroy, type Session, type SqlStatement, type SqlTarget } from './execute-sql-session';
import { type Heartbeat, sayBlockers, startHeartbeat } from './execute-sql-watch';
import type { SqlSessionKeeper } from './sql-session-keeper';

export type SqlOptions = {
  timeoutMs: number;
  /** Milliseconds; default 2000, so that what queues behind a waiting statement is not held longer. */
  lockTimeoutMs?: number;
  applicationName: string;
  signal?: AbortSignal;
  onNotice?: (text: string) => void;
  onBackend?: (pid: number) => void;
  /** Rows kept as text; all are counted. Default 200. */
  maxRows?: number;
  readOnly?: boolean;
  /** Where a session is taken from and given back to, for statements that follow each other. */
  sessions?: SqlSessionKeeper;
};

export type SqlResult = {
  ending: SqlEnding;
  columns: string[];
  /** The first `maxRows` rows as text; a null reads NULL. */
  rows: string[][];
  /** Rows returned or changed, as the server counted them. */
  rowCount: number;
  /** Rows that came back, kept or not. */
  total: number;
  tookMs: number;
  /** The statement alone, without signing in and reading back, in ms with fractions. */
  queryMs: number;
  sqlState?: string;
  error?: string;
  hint?: string;
  /** Who held the lock that was not free in time, as last seen. */
  blockers?: Blocker[];
};

const DEFAULT_MAX_ROWS = 200;
const MAX_NOTICES = 1000;
const MAX_CELL_LENGTH = 4000;
// The server's own limit comes first; this one is for a server that does not answer any more.
export const CLIENT_SLACK_MS = 2000;

/** One statement on one session, and what becomes of it. */
export class SqlRun {
  readonly #startedAt = performance.now();
  readonly #result: SqlResult = {
    ending: 'succeeded',
    columns: [],
    rows: [],
    rowCount: 0,
    total: 0,
    tookMs: 0,
    queryMs: 0,
  };
  #cutShort: 'timed_out' | 'cancelled' | undefined;
  #cutting: Promise<boolean> | undefined;

  constructor(
    private readonly target: SqlTarget,
    private readonly statement: SqlStatement,
    private readonly options: SqlOptions & { lockTimeoutMs: number },
  ) {}

  notStarted(error: string, hint: string): SqlResult {
    return this.#settle('not_started', { error, hint });
  }

  async execute(session: Session): Promise<SqlResult> {
    const { signal, timeoutMs, lockTimeoutMs, onNotice, onBackend } = this.options;
    if (onNotice) relayNotices(session.client, onNotice);
    onBackend?.(session.pid);
    if (signal?.aborted)
      return this.notStarted('It was cancelled before it started.', 'Start it again if it is still wanted.');
    const sent = this.#send(session.client);
    // Only when it is over counts for ending it; what came of it is read from `sent`.
    const settled = sent.catch(() => undefined);
    const cut = (reason: 'timed_out' | 'cancelled') => this.#cut(reason, session, settled);
    const onAbort = () => cut('cancelled');
    const timer = setTimeout(() => cut('timed_out'), timeoutMs + CLIENT_SLACK_MS);
    const heartbeat = startHeartbeat(this.target, session, Math.min(2000, lockTimeoutMs / 2), () =>
      destroy(session.client),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await sent;
      return this.#settle('succeeded');
    } catch (cause) {
      return await this.#fail(cause, heartbeat, session);
    } finally {
      clearTimeout(timer);
      heartbeat.stop();
      signal?.removeEventListener('abort', onAbort);
      await this.#cutting;
    }
  }

  /** The extended protocol, always: with the simple one a text could carry a second statement. */
  #send(client: pg.Client): Promise<void> {
    const { maxRows = DEFAULT_MAX_ROWS } = this.options;
    const query = new pg.Query({
      ...this.statement,
      queryMode: 'extended',
      rowMode: 'array',
      types: { getTypeParser: () => (value: string) => value },
    } as unknown as pg.QueryArrayConfig);
    const sentAt = performance.now();
    return new Promise((resolve, reject) => {
      // With a listener, pg keeps no rows itself.
      query.on('row', (row) => {
        this.#result.total += 1;
        if (this.#result.rows.length < maxRows) this.#result.rows.push((row as unknown as unknown[]).map(cellText));
      });
      query.once('end', (result) => {
        this.#result.queryMs = performance.now() - sentAt;
        this.#result.columns = result.fields.map((field: pg.FieldDef) => field.name);
        this.#result.rowCount = result.rowCount ?? this.#result.total;
        resolve();
      });
      query.once('error', reject);
      client.query(query);
    });
  }

  #cut(reason: 'timed_out' | 'cancelled', session: Session, settled: Promise<void>): void {
    this.#cutShort ??= reason;
    this.#cutting ??= endBackend(this.target, session, settled);
  }

  async #fail(cause: unknown, heartbeat: Heartbeat, session: Session): Promise<SqlResult> {
    const problem = explainSqlError(cause, this.target.databaseUrl);
    if (this.#cutting && !(await this.#cutting)) {
      const error = 'It was told to stop, and the server does not confirm that it has.';
      return this.#settle('lost', { ...problem, error, hint: 'Look at pg_stat_activity before going on.' });
    }
    if (this.#cutShort && (problem.sqlState === '57014' || problem.sqlState === '57P01')) {
      const proof = goneWords(session.pid, this.options.applicationName, 'once it was told to stop');
      return this.#settle(this.#cutShort, {
        ...problem,
        error: `${stopped(this.#cutShort, this.options.timeoutMs)} ${proof}`,
      });
    }
    if (problem.sqlState === '57014') return this.#settleStopped(cause, problem, session);
    if (problem.sqlState === '55P03') {
      return this.#settle('failed', {
        ...problem,
        error: [problem.error, sayBlockers(heartbeat.lastBlockers)].filter(Boolean).join(' '),
        blockers: heartbeat.lastBlockers,
      });
    }
    if (isConnectionLost(cause) && !this.options.readOnly) {
      const error = `The connection ended while the statement ran (${problem.sqlState ?? 'no answer'}): whether it took effect is not known.`;
      return this.#settle('lost', {
        ...problem,
        error,
        hint: 'Look at what the probe of the postcondition says, then decide.',
      });
    }
    return this.#settle('failed', problem);
  }

  // The same code for the server's own limit and for somebody who cancelled it from elsewhere.
  #settleStopped(cause: unknown, problem: SqlProblem, { pid }: Session): SqlResult {
    if (!/statement timeout/.test((cause as Error).message))
      return this.#settle('cancelled', {
        ...problem,
        error: 'Somebody cancelled the statement in the database, and it was rolled back.',
      });
    const proof = `PostgreSQL itself ended the statement of process ${pid} and said so (57014).`;
    return this.#settle('timed_out', { ...problem, error: `${stopped('timed_out', this.options.timeoutMs)} ${proof}` });
  }

  #settle(ending: SqlEnding, problem?: SqlProblem & Pick<SqlResult, 'blockers'>): SqlResult {
    return { ...this.#result, ...problem, ending, tookMs: Math.round(performance.now() - this.#startedAt) };
  }
}

// A function may raise one for every row.
function relayNotices(client: pg.Client, onNotice: (text: string) => void): void {
  let count = 0;
  client.on('notice', ({ message, detail }) => {
    count += 1;
    if (count < MAX_NOTICES) onNotice(cellText([message, detail].filter(Boolean).join('\n')));
    if (count === MAX_NOTICES) onNotice('Further notices are left out.');
  });
}

function stopped(reason: 'timed_out' | 'cancelled', timeoutMs: number): string {
  const why = reason === 'timed_out' ? `It ran longer than its ${timeoutMs} ms` : 'It was cancelled';
  return `${why}, so it was stopped and rolled back.`;
}

function cellText(value: unknown): string {
  if (value === null) return 'NULL';
  const text = String(value);
  return text.length > MAX_CELL_LENGTH ? `${text.slice(0, MAX_CELL_LENGTH)}…` : text;
}
