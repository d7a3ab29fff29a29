import 'server-only';
import { findSessionsThatHold } from './auth/session-store';
import { lookForEvents } from './news-feed';

/** A browser that hears nothing for longer than two of these takes the connection for dead. */
const HEARTBEAT_MS = 5_000;

export type Heart = { sessionId: string; beat: () => void; stop: () => void };
type Hearts = { all: Set<Heart>; timer: NodeJS.Timeout | undefined; isLooking: boolean };
const kept = globalThis as unknown as { consoleStreamHearts?: Hearts };

function hearts(): Hearts {
  kept.consoleStreamHearts ??= { all: new Set(), timer: undefined, isLooking: false };
  return kept.consoleStreamHearts;
}

/**
 * Beats for a stream until it is told to stop, and stops the stream once its session was ended elsewhere. All streams
 * of a process beat at once: their sessions are one question to the store, not one each.
 */
export function keepBeating(heart: Heart): () => void {
  const it = hearts();
  it.all.add(heart);
  it.timer ??= setInterval(() => void beatAll(it), HEARTBEAT_MS);
  return () => {
    it.all.delete(heart);
    if (it.all.size > 0) return;
    clearInterval(it.timer);
    it.timer = undefined;
  };
}

async function beatAll(it: Hearts): Promise<void> {
  if (it.isLooking) return;
  it.isLooking = true;
  // Whoever comes while the store is asked was let in a moment ago, and is asked about the next time.
  const asked = [...it.all];
  try {
    const holding = await findSessionsThatHold([...new Set(asked.map((heart) => heart.sessionId))]);
    for (const heart of asked) holding.has(heart.sessionId) ? heart.beat() : heart.stop();
    // A notification can get lost with a connection that died without an end.
    lookForEvents();
  } catch {
    // Without the store nobody can be known to be signed in; the browsers come back and are asked again.
    for (const heart of asked) heart.stop();
  } finally {
    it.isLooking = false;
  }
}
