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

type Kept = { target: SqlTarget; session: Session; isClean: Promise<boolean> };

/**
 * One session on a target from one statement of a run to the next: signing in takes longer than most statements. It is
 * handed out cleaned of all that the last statement may have left, with the next one's limits and name set and read back,
 * and the server, database and backend seen to be the same; where any of that fails, a new session is opened instead.
 */
export class SqlSessionKeeper {
  #kept: Kept | undefined;

  /** Throws AppError as `openSession` does. No statement has run then. */
  async open(target: SqlTarget, settings: SessionSettings): Promise<Session> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept && isSame(kept.target, target) && (await kept.isClean)) {
      const session = await reuseSession(kept.session, target, settings);
      if (session) return session;
    }
    if (kept) await closeClient(kept.session.client);
    return openSession(target, settings);
  }

  /** Takes a session back whose statement has succeeded; one that ended otherwise is closed by whoever ran it. */
  keep(target: SqlTarget, session: Session): void {
    session.client.removeAllListeners('notice');
    // Not waited for: the outcome is being recorded meanwhile.
    this.#kept = { target, session, isClean: clean(session) };
  }

  /** Closes what is kept unless it is a session on this database. */
  async keepOnlyFor(target: SqlTarget | null): Promise<void> {
    if (this.#kept && !(target && isSame(this.#kept.target, target))) await this.close();
  }

  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept) await closeClient(kept.session.client);
  }
}

function isSame(one: SqlTarget, other: SqlTarget): boolean {
  return (
    one.databaseUrl === other.databaseUrl &&
    one.fingerprint.database === other.fingerprint.database &&
    one.fingerprint.systemIdentifier === other.fingerprint.systemIdentifier
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
