// A test file's own database as a target, with a table in it.
import pg from 'pg';
import { executeSql, type SqlOptions, type SqlTarget } from './execute-sql';

export type TestTarget = Awaited<ReturnType<typeof createTestTarget>>;

export async function createTestTarget(store: { url: string; drop(): Promise<void> }) {
  const admin = new pg.Client({ connectionString: store.url });
  await admin.connect();
  const { rows } = await admin.query(
    'select (pg_control_system()).system_identifier::text as "systemIdentifier", current_database() as database',
  );
  await admin.query('create table things (id int primary key, name text)');
  await admin.query('insert into things select n, n::text from generate_series(1, 1000) n');
  const target: SqlTarget = { databaseUrl: store.url, fingerprint: rows[0] };
  return {
    target,
    admin,
    url: store.url,
    run: (text: string, over: Partial<SqlOptions> = {}, values: unknown[] = []) =>
      executeSql(target, { text, values }, sqlOptions(over)),
    through: (port: number, text: string, over: Partial<SqlOptions> = {}) =>
      executeSql({ ...target, databaseUrl: withPort(store.url, port) }, { text, values: [] }, sqlOptions(over)),
    async drop() {
      await admin.end();
      await store.drop();
    },
  };
}

export function sqlOptions(over: Partial<SqlOptions> = {}): SqlOptions {
  return { timeoutMs: 10_000, applicationName: 'sql test', ...over };
}

function withPort(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.port = String(port);
  return url.href;
}
