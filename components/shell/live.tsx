'use client';

import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { notFound } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { FetchError, postLook } from '@/lib/client/fetchers';
import { type Kept, keep } from '@/lib/client/kept';
import { type Look, type Looks, openLooks } from '@/lib/client/looks';
import { concernsPages, KEYS_AFTER_A_GAP, keysMadeStaleBy } from '@/lib/client/news';
import { tellOutput, tellOutputGap } from '@/lib/client/output-news';
import { type Connection, pollEveryMs, type Urgency } from '@/lib/client/polling-policy';
import { getServerNow } from '@/lib/client/server-clock';
import { openStream } from '@/lib/client/stream';
import { useRefresh } from './use-refresh';

type Line = { connection: Connection; downSince: string | null };
const AT_FIRST: Line = { connection: 'connecting', downSince: null };
/**
 * Not its value, but where to read it: a context that changes while a part of the page is drawn and not live yet makes React throw that
 * part away, with what was typed in it, and draw it anew.
 */
const LineContext = createContext<Kept<Line>>(keep(AT_FIRST));
/** What is looked at, and how it is said: a page is shown a moment before anything is there that could say it. */
type Looking = { look: Look | null; looks: Looks | null };
const LooksContext = createContext<Looking>({ look: null, looks: null });
type NewsListener = () => void;
type News = { listeners: Set<NewsListener>; lastAt: number };
const NewsContext = createContext<News>({ listeners: new Set(), lastAt: Number.NEGATIVE_INFINITY });
export const useConnection = () => useLine().connection;
/** Since when nothing is heard any more, as an ISO string; null while the stream is live or was never there. */
export const useDownSince = () => useLine().downSince;

function useLine(): Line {
  const line = useContext(LineContext);
  return useSyncExternalStore(line.subscribe, line.get, () => AT_FIRST);
}

/**
 * Long after the page is drawn: what asks for a reason, and what says that a press did not reach the console, has to be
 * there when the network is not.
 */
const DIALOGS_AFTER_MS = 15_000;
const fetchDialogs = () => Promise.all([import('../ui/dialog-box'), import('../ui/gate-dialog')]);

/** A run's steps come in bursts: what a burst makes stale is asked once, and still within a second. */
const BURST_MS = 100;

/** Listens to the browser's one stream, and marks as stale what the news changed. Stands once, around the console. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [line] = useState(() => keep(AT_FIRST));
  const [looking] = useState<Looking>(() => ({ look: null, looks: null }));
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
    // What could not be fetched now is fetched by the press that needs it.
    const fetching = setTimeout(() => void fetchDialogs().catch(() => undefined), DIALOGS_AFTER_MS);
    const looks = openLooks(postLook);
    looking.looks = looks;
    if (looking.look) looks.lookAt(looking.look);
    const close = openStream({
      onMessage: (message) => {
        // A line is on the screen when it comes; it waits for no burst to be over.
        if (message.event === 'output') return tellOutput(message);
        markStale(keysMadeStaleBy(message));
        if (concernsPages(message)) tellPages();
      },
      onConnection: (connection) => {
        const { downSince } = line.get();
        const since = connection === 'connecting' ? downSince : (downSince ?? new Date(getServerNow()).toISOString());
        line.set({ connection, downSince: connection === 'live' ? null : since });
      },
      onStream: (streamId) => looks.onStream(streamId),
      onGap: () => {
        markStale(KEYS_AFTER_A_GAP);
        tellOutputGap();
        tellPages();
      },
    });
    return () => {
      clearTimeout(timer);
      clearTimeout(fetching);
      close();
      looks.close();
    };
  }, [queryClient, line, news, looking]);

  return (
    <LineContext value={line}>
      <LooksContext value={looking}>
        <NewsContext value={news}>{children}</NewsContext>
      </LooksContext>
    </LineContext>
  );
}

/** Tells the others in an incident's room that this tab looks at it, and where, for as long as the caller is shown. */
export function useLook(incidentCode: string, at: string): void {
  const looking = useContext(LooksContext);
  useEffect(() => {
    looking.look = { incidentCode, at };
    looking.looks?.lookAt(looking.look);
  }, [looking, incidentCode, at]);
  useEffect(
    () => () => {
      looking.look = null;
      looking.looks?.lookAt(null);
    },
    [looking],
  );
}

const SETTLE_MS = 400;
/** Longer than it takes from the server's drawing of a page until it is there and listens. */
const ON_ITS_WAY_MS = 5_000;

/** For pages drawn by the server alone: loads them again after news, once for a burst of it. */
export function RefreshOnNews() {
  const refresh = useRefresh();
  const news = useContext(NewsContext);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listener = () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, SETTLE_MS);
    };
    news.listeners.add(listener);
    if (performance.now() - news.lastAt < ON_ITS_WAY_MS) listener();
    return () => {
      news.listeners.delete(listener);
      clearTimeout(timer);
    };
  }, [news, refresh]);
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
  const line = useContext(LineContext);
  const connection = useConnection();
  const query = useQuery<T>({
    queryKey,
    queryFn: ({ signal }) => queryFn(signal),
    initialData: initial as never,
    // What came while the page was on its way is news that nobody heard. The first connection asks for everything itself.
    refetchOnMount: line.get().connection === 'connecting' ? true : 'always',
    refetchInterval: pollEveryMs(connection, urgency, true),
    refetchIntervalInBackground: false,
  });
  // What this person does not reach any more goes from their screen, too: what it was must not stay to be read.
  if (initial !== undefined && query.error instanceof FetchError && query.error.status === 404) notFound();
  return query;
}
