// A pooler that speaks PostgreSQL's protocol and hands real backends of a real server out to its clients.
import { createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';

export type TestPooler = { url: string; close(): Promise<void> };
type Backend = { stream: Socket; client: pg.Client };

/**
 * `transaction`: a backend is the client's until its transaction ends, as in PgBouncer's transaction mode; the backend that
 * was used last is given out first. `session`: until the client leaves. Each backend takes the settings of the client that it was
 * opened for, so that nothing is to be seen from a setting alone.
 */
export async function startPooler(databaseUrl: string, mode: 'transaction' | 'session'): Promise<TestPooler> {
  const free: Backend[] = [];
  const all: Backend[] = [];
  const clients = new Set<Socket>();
  const take = async (options: string) => {
    const known = free.pop();
    if (known) return known;
    const made = await openBackend(databaseUrl, options);
    all.push(made);
    return made;
  };
  const server = createServer((socket) => {
    clients.add(socket);
    socket.on('error', () => undefined);
    serve(socket, mode, take, (backend) => free.push(backend));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as { port: number }).port);
  return { url: url.toString(), close: () => close(server, clients, all) };
}

async function close(server: Server, clients: Set<Socket>, all: Backend[]): Promise<void> {
  for (const socket of clients) socket.destroy();
  for (const { stream } of all) stream.destroy();
  await new Promise<void>((done) => server.close(() => done()));
}

/** Signs in with the real protocol, and takes the line over from the driver. */
async function openBackend(connectionString: string, options: string): Promise<Backend> {
  const client = new pg.Client({ connectionString, options });
  client.on('error', () => undefined);
  await client.connect();
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.removeAllListeners('data');
  return { stream, client };
}

function serve(
  socket: Socket,
  mode: 'transaction' | 'session',
  take: (options: string) => Promise<Backend>,
  give: (backend: Backend) => void,
): void {
  let options: string | null = null;
  let held: Promise<Backend> | null = null;
  const release = async () => {
    const backend = await held;
    held = null;
    backend?.stream.removeAllListeners('data');
    if (backend) give(backend);
  };
  const hold = async () => {
    const backend = await take(options as string);
    backend.stream.on('data', (chunk: Buffer) => {
      socket.write(chunk);
      // The last message of an answer: ready for the next query, and in no transaction.
      const end = chunk.subarray(-6);
      const isIdle = end.length === 6 && end[0] === 0x5a && end.readUInt32BE(1) === 5 && end[5] === 0x49;
      if (isIdle && mode === 'transaction') void release();
    });
    return backend;
  };
  socket.on('close', () => void release());
  socket.on('data', (chunk) => {
    if (options === null) {
      options = optionsOf(chunk);
      socket.write(greeting());
      return;
    }
    if (chunk[0] === 0x58) return void socket.end();
    held ??= hold();
    void held.then(({ stream }) => stream.write(chunk));
  });
}

function optionsOf(startup: Buffer): string {
  const words = startup.subarray(8).toString('utf8').split('\0');
  const at = words.findIndex((word, index) => index % 2 === 0 && word === 'options');
  return at < 0 ? '' : (words[at + 1] ?? '');
}

/** Let in, a key for cancelling that is the pooler's own, and ready. */
function greeting(): Buffer {
  const message = (type: string, body: number[]) => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeUInt32BE(4 + body.length, 1);
    return Buffer.concat([head, Buffer.from(body)]);
  };
  return Buffer.concat([message('R', [0, 0, 0, 0]), message('K', [0, 0, 0, 7, 1, 2, 3, 4]), message('Z', [0x49])]);
}
