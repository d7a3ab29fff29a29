'use client';

import './globals.css';
import { ErrorScreen } from '@/components/shell/error-screen';

/** Stands in for the whole document where the root layout itself failed. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Not shown · Rollback</title>
        <main>
          <ErrorScreen error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
