import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '@/components/shell/providers';
import { parseTheme, parseZone, THEME_COOKIE, ZONE_COOKIE } from '@/lib/client/preferences';
import { PAGE_COLOURS } from './page-colours';

export const metadata: Metadata = {
  title: { default: 'Rollback', template: '%s · Rollback' },
  description: 'Roll a database change back, step by step, with the right person’s approval.',
  robots: { index: false, follow: false },
  appleWebApp: { capable: true, title: 'Rollback', statusBarStyle: 'default' },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: PAGE_COLOURS.light },
    { media: '(prefers-color-scheme: dark)', color: PAGE_COLOURS.dark },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const theme = parseTheme(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang="en" className={theme === 'system' ? undefined : theme}>
      <body className="min-h-dvh">
        <Providers theme={theme} zone={parseZone(jar.get(ZONE_COOKIE)?.value)} renderedAt={new Date().toISOString()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
