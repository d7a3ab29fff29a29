import 'server-only';
import { inOneReading } from './one-reading';

/** Longer than any reading takes that still comes to an end: then whoever waits for it reads for themselves. */
const PATIENCE_MS = 5_000;

/**
 * Makes one reading of what many ask for at once: two hundred browsers hear the same news, and all look again. Whoever asks gets
 * a reading that began after they asked, so those who come while one is under way wait together for the next: nobody is told how
 * it was before what made them ask. One that hangs is waited for no longer than `patienceMs`. The gate is not in here: each asks
 * for their own right first. What is read is everybody's, and nobody may change it; nothing of it is taken from what its first
 * asker had read before. Rejects for all who shared a reading that failed.
 */
export function shareReads<T>(
  read: (key: string) => Promise<T>,
  patienceMs = PATIENCE_MS,
): (key: string) => Promise<T> {
  type Line = { running: Promise<T>; next: Promise<T> | null };
  const lines = new Map<string, Line>();
  const begin = (key: string): Promise<T> => {
    const line: Line = { running: inOneReading(() => read(key)), next: null };
    lines.set(key, line);
    const leave = () => {
      if (line.next === null && lines.get(key) === line) lines.delete(key);
    };
    line.running.then(leave, leave);
    return line.running;
  };
  return (key) => {
    const line = lines.get(key);
    if (!line) return begin(key);
    line.next ??= untilOver(line.running, patienceMs).then(() => begin(key));
    return line.next;
  };
}

/** Until it has ended, in whatever way, or the time is over. */
function untilOver(running: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const over = () => {
      clearTimeout(timer);
      resolve();
    };
    running.then(over, over);
  });
}
