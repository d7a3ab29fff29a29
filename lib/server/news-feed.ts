import 'server-only';
import type { News } from './audit/append-event';
import { lastSequence, listenToNews, NEWS_PAGE, newsAfter, whenHearing } from './news-hub';
import { NewsTeams, REACH_CHANGES } from './news-teams';
import { checkStreams } from './open-streams';

/** Consecutive events as they go over the wire, made once for everybody who gets them. Most pages are for all. */
export type NewsPage = {
  events: { id: bigint; teamId: string | null; chunk: Uint8Array }[];
  isForAll: boolean;
  last: bigint;
  chunk: Uint8Array;
};
export type Subscriber = {
  onPage: (page: NewsPage) => void;
  onHint: (chunk: Uint8Array, teamId: string | null) => void;
  /** The store could not be read: whoever has not got everything has to ask again. */
  onBroken: () => void;
};

export type Subscription = {
  /** Fulfilled once `told` is known; rejected where the store could not be read. */
  ready: Promise<void>;
  /** The sequence number up to which subscribers have been told; all that comes after it, this one will hear. */
  told: () => bigint;
  leave: () => void;
};

type Feed = {
  subscribers: Set<Subscriber>;
  told: bigint;
  ready: Promise<void>;
  isReading: boolean;
  isAskedAgain: boolean;
  teams: NewsTeams;
  /** What came before is told, and who may hear what comes next is known. Never rejects. */
  settled: Promise<void>;
  unlisten: () => void;
};
// On globalThis, because Next may load a module more than once.
const kept = globalThis as unknown as { consoleNewsFeed?: Feed | undefined };
const encoder = new TextEncoder();

/**
 * Hands every event that is appended from now on to the subscriber, in order, and the other hints as they come. However
 * many subscribe, an event is read from the store and written as text once a process.
 */
export function subscribe(subscriber: Subscriber): Subscription {
  kept.consoleNewsFeed ??= openFeed();
  const feed = kept.consoleNewsFeed;
  feed.subscribers.add(subscriber);
  return { ready: feed.ready, told: () => feed.told, leave: () => leave(feed, subscriber) };
}

function openFeed(): Feed {
  const subscribers = new Set<Subscriber>();
  const unlisten = listenToNews((news) => {
    if (news.kind !== 'news') return tellHint(feed, news);
    if (REACH_CHANGES.includes(news.type)) changeReach(feed);
    lookForEvents();
  }, lookForEvents);
  const feed: Feed = {
    subscribers,
    told: 0n,
    ready: Promise.resolve(),
    isReading: false,
    isAskedAgain: false,
    teams: new NewsTeams(),
    settled: Promise.resolve(),
    unlisten,
  };
  // A hint is said once: whoever is told that it is ready must not miss the next one.
  feed.ready = Promise.all([lastSequence(), whenHearing()]).then(([sequence]) => {
    feed.told = sequence;
  });
  // Whoever waits for it hears of a failure; somebody may have gone before that.
  feed.ready.catch(() => undefined);
  return feed;
}

/** One after the other, so that nothing of one step overtakes what came before it. */
function tellHint(feed: Feed, hint: Exclude<News, { kind: 'news' }>): void {
  const chunk = encoder.encode(format(hint));
  const tell = async () => {
    const teamId = await feed.teams.of(hint);
    for (const each of [...feed.subscribers]) each.onHint(chunk, teamId);
  };
  feed.settled = feed.settled.then(tell).catch(() => breakOff(feed));
}

/** Streams of people who reach something else now end before anything more is told. */
function changeReach(feed: Feed): void {
  const settle = async () => {
    feed.teams.forget();
    await checkStreams();
  };
  feed.settled = feed.settled.then(settle).catch(() => breakOff(feed));
}

/** A copy: each that breaks off leaves. */
function breakOff(feed: Feed): void {
  for (const each of [...feed.subscribers]) each.onBroken();
}

function leave(feed: Feed, subscriber: Subscriber): void {
  if (!feed.subscribers.delete(subscriber) || feed.subscribers.size > 0) return;
  feed.unlisten();
  // With nobody to tell nothing is read any more, so whoever comes next takes the position anew.
  if (kept.consoleNewsFeed === feed) kept.consoleNewsFeed = undefined;
}

/** The next events after a number, for somebody who lags behind; null where there are none. */
export async function readPage(after: bigint): Promise<NewsPage | null> {
  const events = (await newsAfter(after)).map(({ teamId, ...news }) => ({
    id: BigInt(news.id),
    teamId,
    chunk: encoder.encode(format(news, news.id)),
  }));
  const last = events.at(-1);
  if (!last) return null;
  const isForAll = events.every((event) => event.teamId === null);
  return { events, isForAll, last: last.id, chunk: Buffer.concat(events.map((event) => event.chunk)) };
}

/** Looks whether there is something new. Calls that come while it looks are one more look after it. */
export function lookForEvents(): void {
  const feed = kept.consoleNewsFeed;
  if (!feed) return;
  feed.isAskedAgain = true;
  if (feed.isReading) return;
  void readNew(feed).catch(() => breakOff(feed));
}

async function readNew(feed: Feed): Promise<void> {
  feed.isReading = true;
  try {
    await feed.ready;
    while (feed.isAskedAgain && feed.subscribers.size > 0) {
      feed.isAskedAgain = false;
      const page = await readPage(feed.told);
      if (!page) continue;
      feed.told = page.last;
      if (page.events.length === NEWS_PAGE) feed.isAskedAgain = true;
      await feed.settled;
      for (const each of [...feed.subscribers]) each.onPage(page);
    }
  } finally {
    // In the same breath as the last look at isAskedAgain: a call in between would be one that nobody answers.
    feed.isReading = false;
  }
}

function format({ kind, ...data }: News, id?: string): string {
  return `${id ? `id: ${id}\n` : ''}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}
