import type { Client } from 'pg';

/** Columns that the backend writes at every call. */
const LIVELY = ['dialogs.last_activity_at', 'knowledge_embeddings.importance'];

/** Tables whose rows come and go. */
const UNCOUNTED = ['query_performance_log'];

type Column = { table: string; name: string; type: string };

const COLUMNS = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
  FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY c.relname, a.attname`;

/** For every table its columns, how many rows it has, and a sum over their values: equal digests, equal rows. */
export async function digestRows(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<Column>(COLUMNS);
  const tables = [...new Set(rows.map((row) => row.table))].filter((table) => !UNCOUNTED.includes(table));
  const digests: [string, string][] = [];
  for (const table of tables) {
    const columns = rows.filter((row) => row.table === table);
    digests.push([table, await digestTable(client, table, columns)]);
  }
  return Object.fromEntries(digests);
}

async function digestTable(client: Client, table: string, columns: Column[]): Promise<string> {
  const still = columns.filter(({ name }) => !LIVELY.includes(`${table}.${name}`));
  const values = still.map(({ name }) => client.escapeIdentifier(name)).join(', ');
  const { rows } = await client.query<{ n: string; sum: string | null }>(
    `SELECT count(*) AS n, sum(hashtextextended(ROW(${values})::text, 0)::numeric) AS sum
     FROM ${client.escapeIdentifier(table)}`,
  );
  const shape = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  return `${shape}: ${rows[0]?.n} rows, sum ${rows[0]?.sum ?? 0}`;
}
