import 'server-only';
import type { News } from './audit/append-event';
import { findPersonOfSession } from './auth/session';
import { lastSequence, listenToNews, newsAfter } from './news-hub';

const HEARTBEAT_MS = 15_000;

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
  return new ReadableStream({
    async start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
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
        async () => ((await isStillSignedIn()) ? send(': still here\n\n') : stop()),
        HEARTBEAT_MS,
      );
      let isStopped = false;
      stop = () => {
        if (isStopped) return;
        isStopped = true;
        clearInterval(heart);
        unlisten();
        controller.close();
      };
      signal.addEventListener('abort', () => stop());
      send(`retry: 2000\n\n`);
      await catchUp();
    },
    cancel: () => stop(),
  });
}

function format(news: News, id?: string): string {
  const { kind, ...data } = news;
  return `${id ? `id: ${id}\n` : ''}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** For the stream's heartbeat: a session that was ended elsewhere ends its stream, too. */
export const sessionHolds = async (sessionId: string): Promise<boolean> =>
  (await findPersonOfSession(sessionId)) !== null;
