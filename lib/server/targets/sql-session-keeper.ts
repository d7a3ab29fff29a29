import 'server-only';
import {
  closeClient,
  openSession,
  reuseSession,
  type Session,
  type SessionSettings,
  type SqlTarget,
} from './execute-sql-session';

const BETWEEN = 'rollback-console between steps';

/** What was made ready longer ago than this is seen to be the same once more before it is used. */
const FRESH_MS = 2_000;

type Kept = { target: SqlTarget; session: Session; isClean: Promise<boolean> };
type Coming = { target: SqlTarget; settings: SessionSettings; session: Promise<Session>; readyAt: () => number };

/**
 * One session on a target from one statement of a run to the next: signing in takes longer than most statements. It is
 * handed out cleaned of all that the last statement may have left, with the next one's limits and name set and read back,
 * and the server, database and backend seen to be the same; where any of that fails, a new session is opened instead.
 */
export class SqlSessionKeeper {
  #kept: Kept | undefined;
  #coming: Coming | undefined;
  /** Not waited for by the next statement, only by the end. */
  #going: Promise<unknown> = Promise.resolve();

  /**
   * Makes a session ready for the statement that comes next, while its claim is still being committed: it signs in, or sets
   * and reads back what the next statement needs, and sends nothing of it. What fails here is told by `open`. One that was
   * made ready for a statement that never came goes: it bears the name of a step that is over.
   */
  prepare(target: SqlTarget, settings: SessionSettings): void {
    const coming = this.#coming;
    if (coming && isFor(coming, target, settings)) return;
    this.#coming = undefined;
    if (coming) this.#going = Promise.all([this.#going, closeComing(coming)]);
    const kept = this.#kept;
    if (kept && !isSame(kept.target, target)) return;
    this.#kept = undefined;
    let readyAt = Number.NEGATIVE_INFINITY;
    const session = kept ? handOut(kept, target, settings) : openSession(target, settings);
    session.then(
      () => {
        readyAt = performance.now();
      },
      () => undefined,
    );
    this.#coming = { target, settings, session, readyAt: () => readyAt };
  }

  /** Throws AppError as `openSession` does. No statement has run then. */
  async open(target: SqlTarget, settings: SessionSettings): Promise<Session> {
    const coming = this.#coming;
    this.#coming = undefined;
    if (coming && isFor(coming, target, settings)) {
      const session = await coming.session;
      if (performance.now() - coming.readyAt() < FRESH_MS) return session;
      return handOut({ target, session, isClean: Promise.resolve(true) }, target, settings);
    }
    if (coming) await closeComing(coming);
    const kept = this.#kept;
    this.#kept = undefined;
    return kept ? handOut(kept, target, settings) : openSession(target, settings);
  }

  /** Takes a session back whose statement has succeeded; one that ended otherwise is closed by whoever ran it. */
  keep(target: SqlTarget, session: Session): void {
    session.client.removeAllListeners('notice');
    // Not waited for: the outcome is being recorded meanwhile.
    this.#kept = { target, session, isClean: clean(session) };
  }

  /** Closes what is kept unless it is a session on this database. */
  async keepOnlyFor(target: SqlTarget | null): Promise<void> {
    const isWrong = (one: { target: SqlTarget } | undefined) => one && !(target && isSame(one.target, target));
    if (isWrong(this.#kept) || isWrong(this.#coming)) await this.close();
  }

  async close(): Promise<void> {
    const [kept, coming] = [this.#kept, this.#coming];
    this.#kept = undefined;
    this.#coming = undefined;
    await Promise.all([kept && closeClient(kept.session.client), coming && closeComing(coming), this.#going]);
  }
}

/** The kept session with the next statement's limits and name on it, or a new one where that is not to be had. */
async function handOut(kept: Kept, target: SqlTarget, settings: SessionSettings): Promise<Session> {
  const session =
    isSame(kept.target, target) && (await kept.isClean) ? await reuseSession(kept.session, target, settings) : null;
  if (session) return session;
  await closeClient(kept.session.client);
  return openSession(target, settings);
}

/** It is told to go once it is there; one that could not be opened is gone already. */
async function closeComing({ session }: Coming): Promise<void> {
  const opened = await session.catch(() => null);
  if (opened) await closeClient(opened.client);
}

function isSame(one: SqlTarget, other: SqlTarget): boolean {
  return (
    one.databaseUrl === other.databaseUrl &&
    one.fingerprint.database === other.fingerprint.database &&
    one.fingerprint.systemIdentifier === other.fingerprint.systemIdentifier
  );
}

const isFor = (coming: Coming, target: SqlTarget, settings: SessionSettings): boolean =>
  isSame(coming.target, target) && isSameSettings(coming.settings, settings);

function isSameSettings(one: SessionSettings, other: SessionSettings): boolean {
  return (
    one.applicationName === other.applicationName &&
    one.timeoutMs === other.timeoutMs &&
    one.lockTimeoutMs === other.lockTimeoutMs &&
    one.readOnly === other.readOnly
  );
}

/** Settings, temporary tables, locks and whatever else belongs to a session; it must not bear the name of a step that is over. */
async function clean({ client }: Session): Promise<boolean> {
  try {
    await client.query('DISCARD ALL');
    await client.query(`SET application_name = '${BETWEEN}'`);
    return true;
  } catch {
    return false;
  }
}
