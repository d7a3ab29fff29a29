'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';

/**
 * The page's query as state: it changes at once, and the address follows. Next applies `history.replaceState` in a
 * transition, a moment later; a tick or a typed letter that waited for it would jump back first. What the browser says
 * (Back, Forward, a link) wins whenever it is the newest.
 */
export function useAddress() {
  const params = useSearchParams().toString();
  const [query, setQuery] = useState(params);

  useEffect(() => {
    if (params === new URLSearchParams(window.location.search).toString()) setQuery(params);
  }, [params]);

  const move = useCallback((href: string, entry: 'replace' | 'push') => {
    setQuery(new URLSearchParams(href.split('?')[1] ?? '').toString());
    if (entry === 'replace') window.history.replaceState(null, '', href);
    else window.history.pushState(null, '', href);
  }, []);
  return { query, move };
}
