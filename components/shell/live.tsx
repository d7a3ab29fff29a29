'use client';

import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { notFound, useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { FetchError } from '@/lib/client/fetchers';
import { concernsPages, KEYS_AFTER_A_GAP, keysMadeStaleBy } from '@/lib/client/news';
import { tellOutput, tellOutputGap } from '@/lib/client/output-news';
import { type Connection, pollEveryMs, type Urgency } from '@/lib/client/polling-policy';
import { openStream } from '@/lib/client/stream';

const ConnectionContext = createContext<Connection>('connecting');
type NewsListener = () => void;
type News = { listeners: Set<NewsListener>; lastAt: number };
const NewsContext = createContext<News>({ listeners: new Set(), lastAt: Number.NEGATIVE_INFINITY });
export const useConnection = () => useContext(ConnectionContext);

/** A run's steps come in bursts: what a burst makes stale is asked once, and still within a second. */
const BURST_MS = 100;

/** Listens to the browser's one stream, and marks as stale what the news changed. Stands once, around the console. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [news] = useState<News>(() => ({ listeners: new Set(), lastAt: Number.NEGATIVE_INFINITY }));

  useEffect(() => {
    const stale = new Map<string, readonly unknown[]>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      for (const queryKey of stale.values()) void queryClient.invalidateQueries({ queryKey });
      stale.clear();
    };
    const markStale = (keys: readonly (readonly unknown[])[]) => {
      for (const key of keys) stale.set(JSON.stringify(key), key);
      timer ??= setTimeout(refresh, BURST_MS);
    };
    const tellPages = () => {
      news.lastAt = performance.now();
      for (const listener of news.listeners) listener();
    };
    const close = openStream({
      onMessage: (message) => {
        // A line is on the screen when it comes; it waits for no burst to be over.
        if (message.event === 'output') return tellOutput(message);
        markStale(keysMadeStaleBy(message));
        if (concernsPages(message)) tellPages();
      },
      onConnection: setConnection,
      onGap: () => {
        markStale(KEYS_AFTER_A_GAP);
        tellOutputGap();
        tellPages();
      },
    });
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [queryClient, news]);

  return (
    <ConnectionContext value={connection}>
      <NewsContext value={news}>{children}</NewsContext>
    </ConnectionContext>
  );
}

const SETTLE_MS = 400;
/** Longer than it takes from the server's drawing of a page until it is there and listens. */
const ON_ITS_WAY_MS = 5_000;

/** For pages drawn by the server alone: loads them again after news, once for a burst of it. */
export function RefreshOnNews() {
  const router = useRouter();
  const news = useContext(NewsContext);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listener = () => {
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), SETTLE_MS);
    };
    news.listeners.add(listener);
    if (performance.now() - news.lastAt < ON_ITS_WAY_MS) listener();
    return () => {
      news.listeners.delete(listener);
      clearTimeout(timer);
    };
  }, [news, router]);
  return null;
}

type LiveQuery<T> = {
  queryKey: readonly unknown[];
  queryFn: (signal: AbortSignal) => Promise<T>;
  initial?: T;
  urgency?: Urgency;
};

/** A view that stays true: drawn from what the page loaded, asked again on news, and polled where the stream is down. */
export function useLiveQuery<T>({ queryKey, queryFn, initial, urgency = 'page' }: LiveQuery<T>): UseQueryResult<T> {
  const connection = useConnection();
  const query = useQuery<T>({
    queryKey,
    queryFn: ({ signal }) => queryFn(signal),
    initialData: initial as never,
    // What came while the page was on its way is news that nobody heard. The first connection asks for everything itself.
    refetchOnMount: connection === 'connecting' ? true : 'always',
    refetchInterval: pollEveryMs(connection, urgency, true),
    refetchIntervalInBackground: false,
  });
  // What this person does not reach any more goes from their screen, too: what it was must not stay to be read.
  if (initial !== undefined && query.error instanceof FetchError && query.error.status === 404) notFound();
  return query;
}
