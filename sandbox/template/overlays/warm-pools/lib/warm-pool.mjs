import pg from 'pg';
import { connection, verify } from './connection.mjs';

const REFILL_MS = 5000;

/** Opens what the pool lacks, one after the other. It keeps what it gets; the rest is tried again at the next turn. */
async function fill(pool, size) {
  if (pool.totalCount >= size) return;
  const held = [];
  try {
    while (held.length < size) held.push(await pool.connect());
  } catch (error) {
    console.error(`pool has ${held.length} of ${size} connections: ${error.message}`);
  } finally {
    for (const client of held) client.release();
  }
}

/** A pool for each worker, full as far as the server lets them. Connections stay open, so that nobody waits for one. */
export async function warmPools(workers, size, overflow) {
  const options = { ...connection, verify, max: size + overflow, idleTimeoutMillis: 0 };
  const pools = Array.from({ length: workers }, () => new pg.Pool(options));
  for (const pool of pools) pool.on('error', (error) => console.error(`idle connection lost: ${error.message}`));
  const fillAll = async () => {
    for (const pool of pools) await fill(pool, size);
    setTimeout(fillAll, REFILL_MS);
  };
  await fillAll();
  return pools;
}
