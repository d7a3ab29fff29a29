'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef } from 'react';
import { isAnswering } from '@/lib/client/fetchers';

/**
 * Draws the page anew from the server, where the console answers. What Next cannot fetch it leaves to the browser, which
 * would put an empty page in the place of one that somebody still reads: so it is only asked for what can come.
 */
export function useRefresh(): () => void {
  const router = useRouter();
  const isGone = useRef(false);
  // A console that hangs is asked once, not once more with every turn of a timer.
  const isAsking = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  return useCallback(() => {
    if (isAsking.current) return;
    isAsking.current = true;
    void isAnswering().then((answers) => {
      isAsking.current = false;
      if (answers && !isGone.current) router.refresh();
    });
  }, [router]);
}

/** The same again and again; `everyMs` null: not now. */
export function useRefreshEvery(everyMs: number | null): void {
  const refresh = useRefresh();
  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = setInterval(refresh, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, refresh]);
}
