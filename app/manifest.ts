import type { MetadataRoute } from 'next';
import { PAGE_COLOURS } from './page-colours';

/** What a phone or a desk needs to keep the console as an app of its own. Says nothing about anybody: it is read before signing in. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: '/',
    name: 'Rollback console',
    short_name: 'Rollback',
    description: 'Roll a database change back, step by step, with the right person’s approval.',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    // The page’s ground in light; what stands around it in dark is the viewport’s own colour (app/layout.tsx).
    background_color: PAGE_COLOURS.light,
    theme_color: PAGE_COLOURS.light,
    icons: [
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    shortcuts: [
      { name: 'Approvals', short_name: 'Approvals', url: '/approvals' },
      { name: 'Something is wrong: assess it', short_name: 'Assess', url: '/incidents/new' },
    ],
  };
}
