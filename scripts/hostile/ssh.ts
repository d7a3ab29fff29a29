import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';

/** An SSH server that lets nobody in, and writes down who asked it to. `otherKey`: a host key that it does not have. */
export async function startFakeSsh() {
  const [own, other, client] = [makeKey(), makeKey(), makeKey()];
  const asked: string[] = [];
  const seen = { connections: 0 };
  const server = new ssh2.Server({ hostKeys: [own] }, (connection) => {
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
    otherKey: publicHalf(other),
    privateKey: client,
    asked,
    get connections() {
      return seen.connections;
    },
    close: () => server.close(),
  };
}

// Not by the library's own generateKeyPairSync: of an ed25519 key whose public half begins with a zero byte, one in 256, it drops that
// byte and cannot read its own file (ssh2 1.17, lib/keygen.js).
function makeKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}

function publicHalf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}
