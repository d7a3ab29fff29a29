import 'server-only';
import { logger } from './logger';
import { lookForEvents } from './news-feed';
import { checkStreams, type OpenStream, openStreams } from './open-streams';
import { renewLooks } from './stream-looks';

/** A browser that hears nothing for longer than two of these takes the connection for dead. */
const HEARTBEAT_MS = 5_000;

type Hearts = { timer: NodeJS.Timeout | undefined; isLooking: boolean };
const kept = globalThis as unknown as { consoleStreamHearts?: Hearts };

function hearts(): Hearts {
  kept.consoleStreamHearts ??= { timer: undefined, isLooking: false };
  return kept.consoleStreamHearts;
}

/**
 * Beats for a stream until it is told to stop, and stops the stream once its session was ended elsewhere, or its person
 * reaches something else. All streams of a process beat at once: their sessions are one question to the store, not one each.
 */
export function keepBeating(stream: OpenStream): () => void {
  const it = hearts();
  openStreams().add(stream);
  it.timer ??= setInterval(() => void beatAll(it), HEARTBEAT_MS);
  return () => {
    openStreams().delete(stream);
    if (openStreams().size > 0) return;
    clearInterval(it.timer);
    it.timer = undefined;
  };
}

async function beatAll(it: Hearts): Promise<void> {
  if (it.isLooking) return;
  it.isLooking = true;
  try {
    const streams = await checkStreams();
    for (const stream of streams) stream.beat();
    // After the beats: what people look at is worth less than that they hear.
    await renewLooks(streams.map(({ id }) => id)).catch((error) =>
      logger().warn({ err: error }, 'no look was renewed'),
    );
    // A notification can get lost with a connection that died without an end.
    lookForEvents();
  } finally {
    it.isLooking = false;
  }
}
