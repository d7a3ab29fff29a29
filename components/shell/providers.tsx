'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { RenderContext } from '@/components/ui/render-context';
import { FetchError } from '@/lib/client/fetchers';
import { keepPreference, type Theme, ZONE_COOKIE } from '@/lib/client/preferences';
import { ErrorScreenContext } from './error-context';
import { ErrorScreen } from './error-screen';

type ThemeChoice = { theme: Theme; chooseTheme: (theme: Theme) => void };
const ThemeContext = createContext<ThemeChoice>({ theme: 'system', chooseTheme: () => undefined });
export const useTheme = () => useContext(ThemeContext);

function makeQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1000,
        refetchOnWindowFocus: true,
        // A refusal will not change by asking again; an unreached server may.
        retry: (failures, error) =>
          failures < 2 && !(error instanceof FetchError && error.status >= 400 && error.status < 500),
      },
    },
  });
}

/** What every screen needs: the query cache, the theme, the time and zone that the server rendered with, and what stands where it breaks. */
export function Providers({
  theme: initialTheme,
  zone,
  renderedAt,
  children,
}: {
  theme: Theme;
  zone: string;
  renderedAt: string;
  children: ReactNode;
}) {
  const [queryClient] = useState(makeQueryClient);
  const [theme, setTheme] = useState(initialTheme);
  const [rendered] = useState({ zone, renderedAt });

  useEffect(() => {
    const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (browserZone && browserZone !== zone) keepPreference(ZONE_COOKIE, browserZone);
  }, [zone]);

  const choice = useMemo<ThemeChoice>(
    () => ({
      theme,
      chooseTheme: (next) => {
        setTheme(next);
        keepPreference('theme', next);
        document.documentElement.classList.remove('light', 'dark');
        if (next !== 'system') document.documentElement.classList.add(next);
      },
    }),
    [theme],
  );

  return (
    <RenderContext value={rendered}>
      <ThemeContext value={choice}>
        <ErrorScreenContext value={ErrorScreen}>
          <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
        </ErrorScreenContext>
      </ThemeContext>
    </RenderContext>
  );
}
