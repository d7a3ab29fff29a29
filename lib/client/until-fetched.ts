const PAUSE_MS = 1_000;
/** A web that is started anew is there again before these are over. */
const MOST_FAILURES = 8;

/**
 * Loads a part of a page that comes later than the page, again and again while the console cannot be reached: a part that
 * is missing must not take away the page, with what was typed in it. React asks once and keeps the answer for good.
 * @throws what the last try threw, where the console answers and the part still does not come: it is of another build
 */
export async function untilFetched<T>(load: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await load();
    } catch (error) {
      // Where pages are drawn nothing is fetched: what cannot be loaded there is broken.
      if (typeof window === 'undefined') throw error;
      if (await doesAnswer()) failures += 1;
      if (failures >= MOST_FAILURES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

async function doesAnswer(): Promise<boolean> {
  if (navigator.onLine === false) return false;
  try {
    return (await fetch('/sw.js', { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
