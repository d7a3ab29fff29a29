import pg from 'pg';
import { assertRoom, connection } from './connection.mjs';

/** Statements over a connection of their own each. Refuses what SQLAlchemy's NullPool refuses. */
export function unpooled(engine) {
  const refused = ['pool_size', 'max_overflow'].filter((name) => name in engine);
  if (refused.length > 0) throw new TypeError(`Invalid argument(s) '${refused.join("','")}' sent to create_engine()`);
  return async (text, values) => {
    const client = new pg.Client(connection);
    await client.connect();
    try {
      await assertRoom(client);
      return await client.query(text, values);
    } finally {
      await client.end();
    }
  };
}
