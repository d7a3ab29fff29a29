import type { Finding } from '@/lib/contracts/plan';
import { block, ok, warn } from './finding';

/** One answer to "which backend is this, and what is its lock timeout", from one connection. */
export type BackendRow = { pid: number; backend_start: string; lock_timeout: string };
export type PoolerProbe = {
  /** The first connection's answers, before and while a second one held a transaction open. */
  before: BackendRow;
  during: BackendRow;
  /** The second connection's answer, from within its transaction. */
  other: BackendRow;
  /** The id that the connection was given when it was opened: the server's own where nothing sits between. */
  announcedPid: number | null;
};

const KEY = 'pooler';
const REMEDY = "Have an administrator register the target with the server's own address and port, past the pooler.";

/**
 * Whether a connection is one backend for its whole life. Behind a pooler in transaction mode the limits that a session
 * sets are somebody else's with its next transaction, and its statement runs without them.
 */
export function judgePooler({ before, during, other, announcedPid }: PoolerProbe): Finding {
  const isSame = (one: BackendRow, two: BackendRow) => one.pid === two.pid && one.backend_start === two.backend_start;
  if (!isSame(before, during) || isSame(during, other))
    return block(
      KEY,
      'A pooler gives one connection a different backend for each transaction, so limits that a session sets are lost.',
      REMEDY,
    );
  if (before.lock_timeout !== during.lock_timeout)
    return block(KEY, 'A limit that a session sets does not outlast its transaction here.', REMEDY);
  if (announcedPid !== null && announcedPid !== before.pid)
    return warn(
      KEY,
      'A pooler in session mode sits between the console and the server: limits hold, and it may still cut a long statement.',
      REMEDY,
    );
  return ok(KEY, 'The connection is direct: one backend for its whole life.');
}
