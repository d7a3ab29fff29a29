// What may stand between the console and PostgreSQL: poolers that refuse or drop its settings, and a line that goes dead.
import { connect, createServer, type Server, type Socket } from 'node:net';

const servers: Server[] = [];

export function closeNetwork(): void {
  for (const server of servers) server.close();
}

/** A pooler as PgBouncer is by default: it knows no `options`. Resolves to its port. */
export function refusingPooler(): Promise<number> {
  return fakePooler((socket) => socket.end(errorMessage('08P01', 'unsupported startup parameter: options')));
}

/** PgBouncer with `ignore_startup_parameters = options`: it takes the settings and forgets them. */
export function droppingPooler(databaseUrl: string): Promise<number> {
  return fakePooler((socket, startup) => {
    const upstream = connect(Number(new URL(databaseUrl).port), '127.0.0.1');
    upstream.write(withoutOptions(startup));
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on('error', () => undefined);
  });
}

/** A line to the database that can go dead without being closed. */
export async function frozenProxy(databaseUrl: string) {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const port = await listen((near) => {
    const far = connect(Number(new URL(databaseUrl).port), '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => !isFrozen && to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => !isFrozen && to.destroy());
    }
  });
  return {
    port,
    freeze: () => {
      isFrozen = true;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnection);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

function fakePooler(answer: (socket: Socket, startup: Buffer) => void): Promise<number> {
  return listen((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (startup) => answer(socket, startup));
  });
}

function errorMessage(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** The startup packet as such a pooler passes it on. */
function withoutOptions(startup: Buffer): Buffer {
  const words = startup.subarray(8, -1).toString().split('\0');
  const kept = words.flatMap((word, at) =>
    at % 2 === 0 && word !== '' && word !== 'options' ? [word, words[at + 1]] : [],
  );
  const body = Buffer.from(`${kept.join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(196608, 4);
  return Buffer.concat([head, body]);
}
