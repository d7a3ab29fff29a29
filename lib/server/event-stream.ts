import 'server-only';
import type { News } from './audit/append-event';
import { findPersonOfSession } from './auth/session';
import { lastSequence, listenToNews, newsAfter } from './news-hub';

/** A browser that hears nothing for longer than two of these takes the connection for dead. */
const HEARTBEAT_MS = 5_000;

/**
 * One browser's stream of news. Events are numbered and read from the store from where the browser left off, so a
 * notification is only a hint to look: none is missed and none comes twice, whatever the connection did.
 */
export function eventStream(
  after: bigint | null,
  signal: AbortSignal,
  isStillSignedIn: () => Promise<boolean>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  // What a browser that went has closed already must not be closed again.
  let leave = () => {};
  return new ReadableStream({
    async start(controller) {
      let isStopped = false;
      // What was read for a browser that went meanwhile has nobody to go to.
      const send = (text: string) => {
        if (!isStopped) controller.enqueue(encoder.encode(text));
      };
      let sent = after ?? (await lastSequence());
      let reading: Promise<void> = Promise.resolve();
      const catchUp = () => {
        reading = reading
          .then(async () => {
            for (let page = await newsAfter(sent); page.length > 0; page = await newsAfter(sent)) {
              for (const news of page) send(format(news, news.id));
              sent = BigInt((page.at(-1) as { id: string }).id);
            }
          })
          .catch(() => stop());
        return reading;
      };
      const unlisten = listenToNews(
        (news) => (news.kind === 'news' ? void catchUp() : send(format(news))),
        () => void catchUp(),
      );
      const heart = setInterval(
        () =>
          isStillSignedIn().then(
            (isIn) => (isIn ? send('event: beat\ndata: {}\n\n') : stop()),
            () => stop(),
          ),
        HEARTBEAT_MS,
      );
      stop = () => {
        if (isStopped) return;
        leave();
        controller.close();
      };
      leave = () => {
        isStopped = true;
        clearInterval(heart);
        unlisten();
      };
      signal.addEventListener('abort', () => stop());
      send(`retry: 2000\n\n`);
      await catchUp();
    },
    cancel: () => leave(),
  });
}

function format(news: News, id?: string): string {
  const { kind, ...data } = news;
  return `${id ? `id: ${id}\n` : ''}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** For the stream's heartbeat: a session that was ended elsewhere ends its stream, too. */
export const sessionHolds = async (sessionId: string): Promise<boolean> =>
  (await findPersonOfSession(sessionId)) !== null;
