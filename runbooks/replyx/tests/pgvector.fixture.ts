import { readFileSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite/vector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

export type VectorServer = { databaseUrl: string; database: PGlite; close(): Promise<void> };

const sql = (name: string) => readFileSync(new URL(`../../../sandbox/database/${name}`, import.meta.url), 'utf8');

/** Enough embeddings for both kinds of index to be built and used; values follow from their numbers. */
const ROWS = `
  INSERT INTO users (email, name, password_hash) VALUES ('user1@replyx.example', 'User 1', '');
  INSERT INTO assistants (user_id, name, model) VALUES (1, 'Assistant 1', 'small');
  INSERT INTO user_knowledge (user_id, assistant_id, title) VALUES (1, 1, 'Knowledge 1');
  INSERT INTO knowledge_embeddings (assistant_id, knowledge_id, chunk, embedding)
  SELECT 1, 1, format('Chunk %s', n), ARRAY(SELECT sin(n * d)::real FROM generate_series(1, 16) AS d)
  FROM generate_series(1, 500) AS n;
  INSERT INTO dialogs (user_id, assistant_id, channel) VALUES (1, 1, 'web');
  INSERT INTO dialog_messages (dialog_id, sender, content)
  SELECT 1, 'user', format('Message %s', n) FROM generate_series(1, 10) AS n`;

/**
 * ReplyX's embeddings on a PostgreSQL that has the real pgvector: compiled to WebAssembly, and reached over a socket as
 * any other. It has one session for all, so connections take turns, and each turn begins with a session made new by
 * what the client asks for in its first message.
 */
export async function startVectorServer(): Promise<VectorServer> {
  const database = await PGlite.create({ extensions: { vector } });
  await database.exec('CREATE EXTENSION vector');
  await database.exec(sql('baseline-schema.sql') + ROWS);
  await database.exec(sql('embedding-indexes.extension.sql'));
  await database.exec(sql('vector-search.sql'));
  const behind = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0 });
  await behind.start();
  const port = Number(behind.getServerConn().split(':').at(-1));
  const front = createServer(takeTurns(database, port));
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    databaseUrl: `postgresql://postgres:none@127.0.0.1:${(front.address() as AddressInfo).port}/postgres`,
    database,
    close: () => closeAll(front, behind, database),
  };
}

function takeTurns(database: PGlite, port: number): (client: Socket) => void {
  let turn: Promise<unknown> = Promise.resolve();
  return (client) => {
    client.on('error', () => undefined);
    const first = new Promise<Buffer>((resolve) => client.once('data', resolve));
    client.pause();
    turn = turn.then(async () => {
      if (client.destroyed) return;
      client.resume();
      const startup = await Promise.race([
        first,
        new Promise<null>((resolve) => client.once('close', () => resolve(null))),
      ]);
      if (startup) await serve(client, startup, database, port);
    });
  };
}

async function serve(client: Socket, startup: Buffer, database: PGlite, port: number): Promise<void> {
  await database.exec('DISCARD ALL');
  for (const [name, value] of settingsOf(startup))
    await database.query('SELECT set_config($1, $2, false)', [name, value]);
  const server = createConnection(port, '127.0.0.1');
  server.on('error', () => client.destroy());
  server.write(startup);
  server.pipe(client);
  client.pipe(server);
  await new Promise<void>((resolve) => server.once('close', () => resolve()));
}

/** `-c name=value` of the startup message's options, and the application's name. */
function settingsOf(startup: Buffer): [string, string][] {
  const words = startup.subarray(8).toString('utf8').split('\0');
  const of = (key: string) => words[words.indexOf(key) + 1] ?? '';
  const options = [...of('options').matchAll(/-c (\S+?)=(\S+)/g)].map(([, name, value]) => [name, value]);
  return [...options, ['application_name', of('application_name')]] as [string, string][];
}

async function closeAll(front: Server, behind: PGLiteSocketServer, database: PGlite): Promise<void> {
  front.close();
  await behind.stop();
  await database.close();
}
