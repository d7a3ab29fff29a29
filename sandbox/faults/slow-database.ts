import type { Client } from 'pg';
import { asOwner } from '../connection';
import { listIndexes } from '../database';
import type { Fault } from './fault';
import { withTableLocked } from './transaction';

const INDEX = 'idx_dialogs_assistant_started';
const RANK = 'dialog_activity_rank';

/**
 * An index over a costly expression: every call marks its dialog as active, and each such write has to work the
 * expression out. It waits instead of computing, so that users pay and the machine does not. Rows from before the
 * fault cost nothing, or the index could not be built in a reasonable time.
 */
const rankFunction = (since: string) => `
  CREATE OR REPLACE FUNCTION ${RANK}(last_activity timestamptz) RETURNS double precision
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
  BEGIN
    IF last_activity > '${since}' THEN
      PERFORM pg_sleep(0.6 + 0.0005 * (extract(microseconds FROM last_activity)::bigint % 1000));
    END IF;
    RETURN extract(epoch FROM last_activity) / 3600;
  END $$`;

async function isSlow(client: Client): Promise<boolean> {
  return (await listIndexes(client)).get(INDEX)?.includes(RANK) ?? false;
}

async function slowDown(client: Client): Promise<void> {
  const { rows } = await client.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
  await client.query(rankFunction(rows[0]?.now ?? 'infinity'));
  await client.query(`DROP INDEX IF EXISTS ${INDEX}`);
  await client.query(`CREATE INDEX ${INDEX} ON dialogs (assistant_id, started_at DESC, ${RANK}(last_activity_at))`);
}

export const slowDatabase: Fault = {
  key: 'slow-database',
  title: 'Slow database',
  effect: 'Every API call takes more than half a second: an index makes each write to dialogs costly.',
  on: (sandbox) =>
    asOwner(sandbox, async (client) => {
      if (!(await isSlow(client))) await withTableLocked(client, 'dialogs', () => slowDown(client));
    }),
  off: (sandbox) =>
    asOwner(sandbox, async (client) => {
      // Where a rollback has dropped the index it stays dropped: only the fault is taken back.
      const definition = sandbox.prepared.indexes[INDEX];
      if ((await isSlow(client)) && definition !== undefined) {
        await withTableLocked(client, 'dialogs', async () => {
          await client.query(`DROP INDEX ${INDEX}`);
          await client.query(definition);
        });
      }
      await client.query(`DROP FUNCTION IF EXISTS ${RANK}(timestamptz)`);
    }),
  isOn: (sandbox) => asOwner(sandbox, isSlow),
};
