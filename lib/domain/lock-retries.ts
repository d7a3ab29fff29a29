import { durationWords } from './words';

/** How a statement that waits for locks is tried: every try may wait for the lock as long as the step says. */
export type LockRetries = {
  /** Tries in all, the first one counted. */
  tries: number;
  /** The pause after the first try that got no lock, in ms; each later one is twice as long. */
  pauseMs: number;
  longestPauseMs: number;
};

/** How long one try may wait for a lock, unless the step says otherwise: whoever queues up behind it waits as long. */
export const LOCK_TIMEOUT_SECONDS = 2;

/**
 * Whoever comes after a waiting statement queues up behind it, so a try is short and lets them through before the next.
 * About twenty seconds in all with a lock timeout of 2 s.
 */
export const USUAL_RETRIES: LockRetries = { tries: 5, pauseMs: 500, longestPauseMs: 4_000 };

/** A statement that may wait longer than this says so because nobody queues up behind it: waiting once is enough. */
const LONG_WAIT_MS = 10_000;

/** How often a change is tried, as its plan says it. `lockTimeoutMs`: of one try. `tries`: where the runbook says it. */
export function lockRetriesFor(lockTimeoutMs: number, tries?: number): LockRetries {
  return { ...USUAL_RETRIES, tries: tries ?? (lockTimeoutMs > LONG_WAIT_MS ? 1 : USUAL_RETRIES.tries) };
}

/**
 * The pause before the next try in ms, or null where that was the last. `attempt`: the one that got no lock, from 1.
 * `random`: from 0 to 1; half of the pause is chance, so that several statements do not come back at the same moment.
 * `leftMs`: what is left of the step's time; a try that could not wait for its lock is not begun.
 */
export function pauseBeforeRetry(
  { tries, pauseMs, longestPauseMs }: LockRetries,
  attempt: number,
  { random, leftMs, lockTimeoutMs }: { random: number; leftMs: number; lockTimeoutMs: number },
): number | null {
  if (attempt >= tries) return null;
  const whole = Math.min(longestPauseMs, pauseMs * 2 ** (attempt - 1));
  const pause = Math.round(whole * (0.5 + 0.5 * random));
  return leftMs < pause + lockTimeoutMs ? null : pause;
}

/** "waits 2 s for a lock, up to 5 times": what a plan says of its statement. */
export function lockWords(lockTimeoutMs: number | undefined, retries: LockRetries | undefined): string {
  const often = (retries?.tries ?? 1) > 1 ? `, up to ${retries?.tries} times` : '';
  return `waits ${durationWords(lockTimeoutMs ?? LOCK_TIMEOUT_SECONDS * 1000)} for a lock${often}`;
}

export type ConcurrentIndex = { verb: 'drop' | 'create'; schema: string | null; name: string };

const NAME = '("(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)';
const CONCURRENTLY = new RegExp(
  `^(?:\\s|--[^\\n]*\\n)*(drop|create)\\s+(?:unique\\s+)?index\\s+concurrently\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?(?:${NAME}\\.)?${NAME}(?=\\s|;|$)`,
  'i',
);

/** The index that a statement drops or builds without blocking anybody; null where it does neither. */
export function concurrentIndexOf(text: string): ConcurrentIndex | null {
  const [, verb, schema, name] = CONCURRENTLY.exec(text) ?? [];
  if (!verb || !name) return null;
  return {
    verb: verb.toLowerCase() as 'drop' | 'create',
    schema: schema ? unquote(schema) : null,
    name: unquote(name),
  };
}

const unquote = (name: string) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase());

/** An index as it was seen; null: there is none of that name. */
export type SeenIndex = { oid: string; isValid: boolean } | null;

/**
 * Why a CONCURRENTLY statement that got no lock must not be tried again unseen, or null where it may. Its first lock
 * timeout may come when half of its work is committed, and leave the index INVALID.
 */
export function whyNotRepeat(verb: 'drop' | 'create', before: SeenIndex, now: SeenIndex): string | null {
  if (verb === 'create')
    return now === null ? null : 'the try left an INVALID index, which has to go before another is built';
  if (now === null) return 'the index is gone';
  // What was left INVALID by this very drop is dropped by the next one; another index of that name is not ours.
  return before?.oid === now.oid ? null : 'the index of that name is another one now';
}
