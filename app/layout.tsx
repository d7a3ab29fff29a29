import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '@/components/shell/providers';
import { HEARS_LATER, keepEarlyPresses } from '@/lib/client/early-presses';
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

const FIRST_SCRIPT = `(${keepEarlyPresses})(${JSON.stringify(HEARS_LATER)})`;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const nonce = (await headers()).get('x-console-nonce') ?? undefined;
  const theme = parseTheme(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang="en" className={theme === 'system' ? undefined : theme}>
      <head>
        {/* A browser shows no nonce to scripts, React among them. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: this console's own function, before any other script is there */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: FIRST_SCRIPT }} />
      </head>
      <body className="min-h-dvh">
        <Providers theme={theme} zone={parseZone(jar.get(ZONE_COOKIE)?.value)} renderedAt={new Date().toISOString()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
