'use client';

import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { KEYS_AFTER_A_GAP, keysMadeStaleBy } from '@/lib/client/news';
import { type Connection, pollEveryMs, type Urgency } from '@/lib/client/polling-policy';
import { openStream } from '@/lib/client/stream';

const ConnectionContext = createContext<Connection>('connecting');
export const useConnection = () => useContext(ConnectionContext);

/** Listens to the browser's one stream, and marks as stale what the news changed. Stands once, around the console. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');

  useEffect(() => {
    const refresh = (keys: readonly (readonly unknown[])[]) => {
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
    };
    return openStream({ onMessage: (message) => refresh(keysMadeStaleBy(message)), onConnection: setConnection, onGap: () => refresh(KEYS_AFTER_A_GAP) });
  }, [queryClient]);

  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

type LiveQuery<T> = { queryKey: readonly unknown[]; queryFn: (signal: AbortSignal) => Promise<T>; initial?: T; urgency?: Urgency };

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
