import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';

/** An SSH server that lets nobody in, and writes down who asked it to. `otherKey`: a host key that it does not have. */
export async function startFakeSsh() {
  const pair = () => ssh2.utils.generateKeyPairSync('ed25519');
  const [own, other, client] = [pair(), pair(), pair()];
  const asked: string[] = [];
  const seen = { connections: 0 };
  const server = new ssh2.Server({ hostKeys: [own.private] }, (connection) => {
    connection.on('authentication', (context) => {
      asked.push(context.method);
      context.reject();
    });
    connection.on('error', () => undefined);
  });
  server.on('connection', () => {
    seen.connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    otherKey: other.public,
    privateKey: client.private,
    asked,
    get connections() {
      return seen.connections;
    },
    close: () => server.close(),
  };
}
