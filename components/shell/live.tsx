'use client';

import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { concernsPages, KEYS_AFTER_A_GAP, keysMadeStaleBy } from '@/lib/client/news';
import { type Connection, pollEveryMs, type Urgency } from '@/lib/client/polling-policy';
import { openStream } from '@/lib/client/stream';

const ConnectionContext = createContext<Connection>('connecting');
type NewsListener = () => void;
const NewsContext = createContext<Set<NewsListener>>(new Set());
export const useConnection = () => useContext(ConnectionContext);

/** Listens to the browser's one stream, and marks as stale what the news changed. Stands once, around the console. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [newsListeners] = useState(() => new Set<NewsListener>());

  useEffect(() => {
    const tellPages = () => {
      for (const listener of newsListeners) listener();
    };
    const refresh = (keys: readonly (readonly unknown[])[]) => {
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
    };
    return openStream({
      onMessage: (message) => {
        refresh(keysMadeStaleBy(message));
        if (concernsPages(message)) tellPages();
      },
      onConnection: setConnection,
      onGap: () => {
        refresh(KEYS_AFTER_A_GAP);
        tellPages();
      },
    });
  }, [queryClient, newsListeners]);

  return (
    <ConnectionContext value={connection}>
      <NewsContext value={newsListeners}>{children}</NewsContext>
    </ConnectionContext>
  );
}

const SETTLE_MS = 400;

/** For pages drawn by the server alone: loads them again after news, once for a burst of it. */
export function RefreshOnNews() {
  const router = useRouter();
  const listeners = useContext(NewsContext);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const listener = () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => router.refresh(), SETTLE_MS);
    };
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      clearTimeout(timer.current);
    };
  }, [listeners, router]);
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
  return useQuery<T>({
    queryKey,
    queryFn: ({ signal }) => queryFn(signal),
    initialData: initial as never,
    refetchInterval: pollEveryMs(connection, urgency, true),
    refetchIntervalInBackground: false,
  });
}
