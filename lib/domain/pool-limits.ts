import type { PoolFigures } from './pool-change';

export type PoolLimits = {
  pool: PoolFigures;
  /** Backend processes, each with a pool of its own. */
  processes: number;
  /** Connections open now, and how many the server lets ordinary users open. */
  used: number;
  usable: number;
  /** The most that were at work at the same moment: as many as would be open without a pool. */
  peak: number;
  looks: number;
};
export type LimitVerdict = { verdict: 'ok' | 'warn' | 'block'; sentence: string };

const WARN_SHARE = 0.8;

/** How many connections the pools may open together; null where the source does not say, Infinity where it sets no limit. */
export function poolAllows({ size, overflow }: PoolFigures, processes: number): number | null {
  if (size === null || overflow === null) return null;
  return size === 0 || overflow < 0 ? Number.POSITIVE_INFINITY : (size + overflow) * processes;
}

/** What the pool may take of the server as it is: more than there are is how connections run out. */
export function judgePoolNow({ pool, processes, used, usable }: PoolLimits): LimitVerdict {
  const allows = poolAllows(pool, processes);
  const now = `${used} of ${usable} connections are open now.`;
  const of = processes === 1 ? 'one process' : `${processes} processes`;
  if (allows === null)
    return { verdict: 'ok', sentence: `${now} How many the pool may open is not written as a number.` };
  if (allows === Number.POSITIVE_INFINITY) return { verdict: 'ok', sentence: `${now} The pool sets itself no limit.` };
  const sentence = `${now} The pool of ${of} may open up to ${allows}`;
  return allows > usable
    ? { verdict: 'ok', sentence: `${sentence}, more than there are: so they run out.` }
    : { verdict: 'ok', sentence: `${sentence}.` };
}

/** What is needed without a pool, where every request opens a connection of its own, against what the server has. */
export function judgePeak({ peak, usable, looks }: PoolLimits): LimitVerdict {
  const sentence = `At most ${peak} ${peak === 1 ? 'connection was' : 'connections were'} at work at the same moment in ${looks} looks. Without a pool each request opens one of its own, and ${usable} can be open.`;
  if (peak >= usable) return { verdict: 'block', sentence };
  return { verdict: peak >= usable * WARN_SHARE ? 'warn' : 'ok', sentence };
}
