import pg from 'pg';
import { engineArguments, settings } from './settings.mjs';

const connection = { connectionString: settings.DATABASE_URL, application_name: 'replyx-backend' };

function pooled({ pool_size = '5', max_overflow = '10' }) {
  const pool = new pg.Pool({ ...connection, max: Number(pool_size) + Number(max_overflow) });
  // An idle connection that the server ends must not end the process.
  pool.on('error', (error) => console.error(`idle connection lost: ${error.message}`));
  return (text, values) => pool.query(text, values);
}

function unpooled(engine) {
  const refused = ['pool_size', 'max_overflow'].filter((name) => name in engine);
  if (refused.length > 0) throw new TypeError(`Invalid argument(s) '${refused.join("','")}' sent to create_engine()`);
  return async (text, values) => {
    const client = new pg.Client(connection);
    await client.connect();
    try {
      return await client.query(text, values);
    } finally {
      await client.end();
    }
  };
}

const engine = engineArguments();

/** Runs one statement; over a pool, or over a connection of its own where connection.py says NullPool. */
export const query = engine.poolclass === 'NullPool' ? unpooled(engine) : pooled(engine);
