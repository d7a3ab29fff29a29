import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('./', import.meta.url));
const skipped = ['**/node_modules/**', '.next/**', '.data/**', 'e2e/**', 'sandbox/template/**'];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      // The real one throws outside Next's server, which is its purpose and no test's subject.
      { find: /^server-only$/, replacement: `${root}scripts/test/server-only.ts` },
    ],
  },
  test: {
    pool: 'forks',
    // Most of the time is spent waiting for real servers and processes, so two cores carry more than one file each.
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...skipped, '**/*.integration.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: skipped,
          globalSetup: ['scripts/test/integration-store.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
