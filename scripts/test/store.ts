import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestStore {
  url: string;
  /** Removes the database, also when a connection to it was left open. */
  drop(): Promise<void>;
}

/** A migrated, empty store of the calling test file's own. */
export async function createTestStore(): Promise<TestStore> {
  const adminUrl = inject('storeAdminUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(adminUrl, `CREATE DATABASE ${name} TEMPLATE template_store`);
  const url = adminUrl.replace(/postgres$/, name);
  return { url, drop: () => execute(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
