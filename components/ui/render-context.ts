'use client';

import { createContext, useContext, useSyncExternalStore } from 'react';
import { getServerNow } from '@/lib/client/server-clock';

/** When and in which zone the server rendered: the first paint in the browser repeats it, then the live clock takes over. */
export const RenderContext = createContext({ zone: 'UTC', renderedAt: '1970-01-01T00:00:00.000Z' });

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One ticker for all clocks of a page, so that they change together. */
function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 500);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const never = () => () => undefined;

/** The time in milliseconds, changing once a second; the server's where the browser's clock is off. */
export function useNow(): number {
  const { renderedAt } = useContext(RenderContext);
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(getServerNow() / 1000) * 1000,
    () => Date.parse(renderedAt),
  );
}

/** The viewer's zone. */
export function useZone(): string {
  const { zone } = useContext(RenderContext);
  return useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => zone,
  );
}

/** False on the server and in the first paint, true from then on. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
