import pg from 'pg';
import { connection, verify } from './connection.mjs';

/** Statements over one pool, which opens connections as they are needed. */
export function pooled({ pool_size = '5', max_overflow = '10' }) {
  const pool = new pg.Pool({ ...connection, verify, max: Number(pool_size) + Number(max_overflow) });
  // An idle connection that the server ends must not end the process.
  pool.on('error', (error) => console.error(`idle connection lost: ${error.message}`));
  return (text, values) => pool.query(text, values);
}
