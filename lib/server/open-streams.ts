import 'server-only';
import { isSameReach, type Reach } from '@/lib/domain/reach';
import { readReaches } from './auth/session-store';

/** A browser's stream, as far as somebody else has to beat for it or end it. */
export type OpenStream = {
  /** Its own, which its browser names when it says what it looks at. */
  id: string;
  sessionId: string;
  /** What the stream lets through; null while that is not known, and nothing is. */
  reach: () => Reach | null;
  beat: () => void;
  stop: () => void;
};

// On globalThis, because Next may load a module more than once.
const kept = globalThis as unknown as { consoleOpenStreams?: Set<OpenStream> };

export function openStreams(): Set<OpenStream> {
  kept.consoleOpenStreams ??= new Set();
  return kept.consoleOpenStreams;
}

/** Stops the streams whose person is signed out or reaches something else now; the others are returned. Never rejects. */
export async function checkStreams(): Promise<OpenStream[]> {
  // Whoever comes while the store is asked was let in a moment ago, and is asked about the next time.
  const asked = [...openStreams()];
  const sessionIds = [...new Set(asked.map((stream) => stream.sessionId))];
  try {
    const reaches = await readReaches(sessionIds);
    return asked.filter((stream) => {
      const [now, then] = [reaches.get(stream.sessionId), stream.reach()];
      const isWell = now !== undefined && (then === null || isSameReach(then, now));
      if (!isWell) stream.stop();
      return isWell;
    });
  } catch {
    // Without the store nobody can be known to be signed in; the browsers come back and are asked again.
    for (const stream of asked) stream.stop();
    return [];
  }
}
