import 'server-only';
import { randomUUID } from 'node:crypto';
import { mayReach, type Reach } from '@/lib/domain/reach';
import { readReaches } from './auth/session-store';
import { type NewsPage, readPage, subscribe } from './news-feed';
import { lastSequence } from './news-hub';
import { keepBeating } from './stream-hearts';
import { endLooks } from './stream-looks';

/** Pieces that a browser has not taken yet. One that is this far behind is let go, and asks again from where it was. */
const LONGEST_QUEUE = 2_000;

const encoder = new TextEncoder();
const BEAT = encoder.encode('event: beat\ndata: {}\n\n');

export type StreamWanted = {
  /** The last number that the browser has; null for one that has just loaded its page. */
  after: bigint | null;
  /** Ends with the request. */
  signal: AbortSignal;
  sessionId: string;
};

/**
 * One browser's stream of news. Events are numbered and read from the store from where the browser left off, so a
 * notification is only a hint to look: none is missed and none comes twice, whatever the connection did and whichever
 * web it led to before. Resolves once it is known where the stream begins: what a page reads after that it also hears of.
 */
export async function eventStream(wanted: StreamWanted): Promise<ReadableStream<Uint8Array>> {
  let opened: Opened | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      opened = open(controller, wanted);
    },
    pull: () => opened?.onTaken(),
    cancel: () => opened?.leave(),
  });
  await opened?.hasBegun;
  return stream;
}

type Opened = { onTaken: () => void; leave: () => void; hasBegun: Promise<void> };

function open(
  controller: ReadableStreamDefaultController<Uint8Array>,
  { after, signal, sessionId }: StreamWanted,
): Opened {
  const id = randomUUID();
  let isOver = false;
  let isLive = false;
  let reach: Reach | null = null;
  let sent = 0n;
  let onTaken = () => {};
  const leave = () => {
    isOver = true;
    stopBeating();
    news.leave();
    endLooks(id);
    onTaken();
  };
  const stop = () => {
    // What a browser that went has closed already must not be closed again.
    if (isOver) return;
    leave();
    controller.close();
  };
  const send = (chunk: Uint8Array) => {
    // What was read for a browser that went meanwhile has nobody to go to.
    if (isOver) return;
    controller.enqueue(chunk);
    if (roomIn(controller) < -LONGEST_QUEUE) stop();
  };
  // The number of what is withheld is not sent either: a browser that comes back asks for it again, in vain.
  const isHeard = (teamId: string | null) => reach !== null && mayReach(reach, teamId);
  const sendPage = (page: NewsPage) => {
    const isNew = page.events.filter((event) => event.id > sent);
    if (isNew.length === page.events.length && page.isForAll) send(page.chunk);
    else for (const { chunk, teamId } of isNew) if (isHeard(teamId)) send(chunk);
    if (page.last > sent) sent = page.last;
  };
  /** Until the browser has taken what it was sent: what one missed that slept for a week is not read into memory whole. */
  const taken = () =>
    new Promise<void>((resolve) => {
      onTaken = resolve;
      if (isOver || roomIn(controller) > 0) resolve();
    });
  const catchUp = async () => {
    for (let told = news.told(); !isOver && sent < told; told = news.told()) {
      const page = await readPage(sent);
      if (page) sendPage(page);
      else sent = told;
      await taken();
    }
    // Nothing was awaited since the comparison: all that comes after it is heard.
    isLive = true;
  };
  const news = subscribe({
    onPage: (page) => isLive && sendPage(page),
    onHint: (chunk, teamId) => isHeard(teamId) && send(chunk),
    onBroken: stop,
  });
  const stopBeating = keepBeating({ id, sessionId, reach: () => reach, beat: () => send(BEAT), stop });
  signal.addEventListener('abort', stop);
  send(encoder.encode('retry: 2000\n\n'));
  const hasBegun = news.ready.then(async () => {
    // Read once it hears of changes, so that none is missed between.
    reach = (await readReaches([sessionId])).get(sessionId) ?? null;
    if (!reach) return stop();
    sent = await startOf(after, news.told());
    // Only now: what the browser says that it looks at is kept as long as this stream is.
    send(encoder.encode(`event: stream\ndata: ${JSON.stringify({ id })}\n\n`));
    void catchUp().catch(stop);
  });
  return { onTaken: () => onTaken(), leave, hasBegun: hasBegun.catch(stop) };
}

const roomIn = (controller: ReadableStreamDefaultController): number => controller.desiredSize ?? 0;

/** Where a browser goes on. A number that the store has not reached is of another store, and would silence the stream. */
async function startOf(after: bigint | null, told: bigint): Promise<bigint> {
  if (after === null) return told;
  if (after <= told) return after;
  const last = await lastSequence();
  return after <= last ? after : last;
}
