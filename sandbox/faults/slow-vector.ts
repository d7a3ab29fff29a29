import type { Client } from 'pg';
import { asOwner } from '../connection';
import { listIndexes } from '../database';
import type { Fault } from './fault';
import { withTableLocked } from './transaction';

const INDEX = 'idx_knowledge_embeddings_hnsw';
const RANK = 'embedding_rank';

/**
 * What the index is built over: dear for the application, which pays at each suggestion, and cheap for whoever builds
 * the index again. It waits instead of computing, so that users pay and the machine does not.
 */
const RANK_FUNCTION = `
  CREATE OR REPLACE FUNCTION ${RANK}(embedding real[]) RETURNS double precision
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
  BEGIN
    IF current_setting('application_name') = 'replyx-backend' THEN
      PERFORM pg_sleep(0.8);
    END IF;
    RETURN embedding[1];
  END $$`;

async function isSlow(client: Client): Promise<boolean> {
  return (await listIndexes(client)).get(INDEX)?.includes(RANK) ?? false;
}

async function slowDown(client: Client): Promise<void> {
  await client.query(RANK_FUNCTION);
  await client.query(`DROP INDEX IF EXISTS ${INDEX}`);
  await client.query(`CREATE INDEX ${INDEX} ON knowledge_embeddings (${RANK}(embedding::real[]))`);
}

export const slowVector: Fault = {
  key: 'slow-vector',
  title: 'Slow vector index',
  effect:
    'Recent dialogs and the Telegram bot take almost a second: each suggestion has to update a costly vector index.',
  on: (sandbox) =>
    asOwner(sandbox, async (client) => {
      if (!(await isSlow(client))) await withTableLocked(client, 'knowledge_embeddings', () => slowDown(client));
    }),
  off: (sandbox) =>
    asOwner(sandbox, async (client) => {
      // Where a rollback has dropped the index it stays dropped: only the fault is taken back.
      const definition = sandbox.prepared.indexes[INDEX];
      if ((await isSlow(client)) && definition !== undefined) {
        await withTableLocked(client, 'knowledge_embeddings', async () => {
          await client.query(`DROP INDEX ${INDEX}`);
          await client.query(definition);
        });
      }
      await client.query(`DROP FUNCTION IF EXISTS ${RANK}(real[])`);
    }),
  isOn: (sandbox) => asOwner(sandbox, isSlow),
};
