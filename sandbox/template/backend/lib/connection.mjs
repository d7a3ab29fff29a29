import { settings } from './settings.mjs';

/** Slots that the API never takes: operators and migrations have to come in when everything else is full. */
const OPERATOR_SLOTS = 12;

/** How the API connects. A statement that cannot get its lock gives up before its caller does. */
export const connection = {
  connectionString: settings.DATABASE_URL,
  application_name: 'replyx-backend',
  lock_timeout: 3000,
};

const SLOTS = `
  SELECT current_setting('max_connections')::int AS all,
         current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           - (SELECT sum(numbackends)::int FROM pg_stat_database) AS left`;

/** Throws where a new connection has taken one of the last slots; to be asked right after connecting. */
export async function assertRoom(client) {
  const { rows } = await client.query(SLOTS);
  const { all, left } = rows[0];
  if (left >= OPERATOR_SLOTS) return;
  throw new Error(`no connection left for the API: ${left} of ${all} are free, the last ${OPERATOR_SLOTS} are kept`);
}

/** The same for a pool, which asks it of each new connection. */
export function verify(client, done) {
  assertRoom(client).then(() => done(), done);
}
