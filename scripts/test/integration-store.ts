import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedStore } from '../lib/embedded-store';
import { migrate } from '../lib/migrate';
import { grantStoreRole } from '../lib/store-role';

declare module 'vitest' {
  interface ProvidedContext {
    storeAdminUrl: string;
    /** The same server for whom the product signs in as. */
    storeRoleUrl: string;
    /** Where the one sandbox lies, or will lie, that test files copy theirs from. */
    sandboxTemplate: string;
  }
}

// A test store is thrown away: nothing is lost when the machine is.
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

/** One server for all integration tests, with a migrated database that each test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'console-test-store-'));
  const store = await startEmbeddedStore({ folder, database: 'template_store', settings: SETTINGS });
  await migrate(store.url);
  await grantStoreRole(store.url, store.roleUrl);
  project.provide('storeAdminUrl', store.url.replace(/template_store$/, 'postgres'));
  project.provide('storeRoleUrl', store.roleUrl.replace(/template_store$/, 'postgres'));
  const sandbox = mkdtempSync(join(tmpdir(), 'sandbox-'));
  project.provide('sandboxTemplate', join(sandbox, 'box'));
  return async () => {
    await store.stop();
    for (const used of [folder, sandbox]) rmSync(used, { recursive: true, force: true });
  };
}
