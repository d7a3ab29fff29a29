import { connect, createServer, type Socket } from 'node:net';

/**
 * A line that a trial can cut, or leave half open: it then stops forwarding in both directions and closes nothing, so that
 * neither side is told. `mute` lets only the answers vanish.
 */
export async function openProxy(port: number) {
  const sockets = new Set<Socket>();
  let line: 'whole' | 'frozen' | 'mute' = 'whole';
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const isHeard = (from: Socket) => line === 'whole' || (line === 'mute' && from === near);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => isHeard(from) && to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        if (line === 'whole') to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as { port: number }).port,
    set: (wanted: typeof line) => {
      line = wanted;
    },
    cut,
    close: () => {
      cut();
      server.close();
    },
  };
}

/** The same address through another port of this machine. */
export function through(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}

export const portOf = (url: string) => Number(new URL(url).port);
