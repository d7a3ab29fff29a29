import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { connectSsh } from './ssh-connection';

const HOST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

it('a host that answers with nonsense and then resets the connection is refused once, and ends nothing else', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('SSH-2.0-odd\r\n');
    socket.write(Buffer.alloc(64, 1));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const taken = once(server, 'connection') as Promise<[Socket]>;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const host = {
    key: 'odd',
    kind: 'ssh' as const,
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    user: 'nobody',
    hostKey: HOST_KEY,
  };
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
  await expect(connectSsh(host, { privateKey: pem })).rejects.toThrow(/could not be reached/);

  // The second error of the same connection, which nobody waits for any more.
  const [socket] = await taken;
  socket.resetAndDestroy();
  await once(socket, 'close');
  server.close();
  await once(server, 'close');
});
