import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { executeOnce } from '../lib/execute-once';

export interface TestStore {
  url: string;
  /** As web and worker sign in: not the owner of anything. Absent where a store is opened otherwise. */
  roleUrl?: string;
  /** Removes the database, also when a connection to it was left open. */
  drop(): Promise<void>;
}

/** A migrated, empty store of the calling test file's own. */
export async function createTestStore(): Promise<TestStore> {
  const adminUrl = inject('storeAdminUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await executeOnce(adminUrl, `CREATE DATABASE ${name} TEMPLATE template_store`);
  const url = adminUrl.replace(/postgres$/, name);
  const roleUrl = inject('storeRoleUrl').replace(/postgres$/, name);
  return { url, roleUrl, drop: () => executeOnce(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
