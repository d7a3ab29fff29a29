import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of the harness's own that writes down who asks it for what. */
export class Listener {
  readonly asked: { path: string; headers: IncomingMessage['headers'] }[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async open(): Promise<Listener> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const listener = new Listener(server, (server.address() as AddressInfo).port);
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      listener.asked.push({ path, headers: request.headers });
      if (path.startsWith('/redirect'))
        response.writeHead(302, { location: `http://127.0.0.1:${listener.port}/secret` }).end();
      else if (path.startsWith('/endless')) endless(response);
      else if (path.startsWith('/silent')) return;
      else if (path.startsWith('/error')) response.end('{"status":"error"}');
      else response.end('{"status":"ok"}');
    });
    return listener;
  }

  address(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  wasAsked(path: string): boolean {
    return this.asked.some((one) => one.path.startsWith(path));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A body without an end, a little at a time. */
function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '.repeat(4096)), 20);
  response.once('close', () => clearInterval(timer));
}

let shared: Promise<Listener> | undefined;

/** The one that several inputs are about. */
export function sharedListener(): Promise<Listener> {
  shared ??= Listener.open();
  return shared;
}

export async function closeListener(): Promise<void> {
  (await shared)?.close();
  shared = undefined;
}
