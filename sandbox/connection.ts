import pg from 'pg';
import { databaseUrl, type Settings } from './settings';

/** Behind a fault that locks tables nothing waits for ever: it says what it could not get, and is tried again. */
const LOCK_TIMEOUT_MS = 20_000;

/** Opens one connection for the length of the work. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'replyx-sandbox',
    connectionTimeoutMillis: 5000,
    lock_timeout: LOCK_TIMEOUT_MS,
  });
  // A server that is stopped meanwhile ends the query that runs, and not this process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

type Work<T> = (client: pg.Client) => Promise<T>;

/** As the database's owner, who is the console too. */
export const asOwner = <T>({ settings }: { settings: Settings }, work: Work<T>) =>
  withClient(databaseUrl(settings, 'replyx_owner'), work);

/** As the superuser, for whom the server keeps some connections when all others are taken. */
export const asSuperuser = <T>({ settings }: { settings: Settings }, work: Work<T>, database = 'replyx') =>
  withClient(databaseUrl(settings, 'postgres', database), work);
