import type { Client } from 'pg';

/** Works in one transaction that nobody else reads or writes the table in, so that no call sees it half done. */
export async function withTableLocked(client: Client, table: string, work: () => Promise<unknown>): Promise<void> {
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${client.escapeIdentifier(table)} IN ACCESS EXCLUSIVE MODE`);
  await work();
  await client.query('COMMIT');
}
