// A real sshd for tests: its own keys, its own port, and a proxy before it whose connections a test can cut.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { until } from '../testing/until';

const PLACES = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/sbin/sshd'];

/** Undefined where this machine has no sshd. */
export const sshdPath = PLACES.find((path) => existsSync(path));
export const noSshd = 'sshd is missing here (Debian: apt-get install openssh-server), so ssh is not tested';

export type TestSshServer = Awaited<ReturnType<typeof startSshServer>>;

export async function startSshServer() {
  const folder = mkdtempSync(join(tmpdir(), 'test-sshd-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  for (const name of ['host_ed25519', 'other_host', 'client', 'stranger']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
  }
  const port = await getPort({ host: '127.0.0.1' });
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'client.pub')), { mode: 0o600 });
  writeFileSync(join(folder, 'sshd_config'), configOf(folder, home, port));
  // sshd wants its empty folder, which a service manager would have made.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const sshd = spawn(sshdPath as string, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  sshd.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const listening = (from: number) =>
    until('sshd to listen', () => log.slice(from).includes('Server listening'), 10_000).catch((error: Error) => {
      throw new Error(`${error.message}; it said: ${log}`);
    });
  await listening(0);
  const proxy = await startProxy(port);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8').trim();
  return {
    home,
    host: {
      key: 'far',
      kind: 'ssh' as const,
      address: '127.0.0.1',
      port: proxy.port,
      user: userInfo().username,
      hostKey: read('host_ed25519.pub'),
    },
    otherHostKey: read('other_host.pub'),
    credentials: { privateKey: `${read('client')}\n` },
    strangerCredentials: { privateKey: `${read('stranger')}\n` },
    log: () => log,
    /** Lets another server's key in as well: a target has one for all of its hosts. */
    letIn: (publicKey: string) => appendFileSync(join(folder, 'authorized_keys'), `${publicKey}\n`),
    publicKey: read('client.pub'),
    cut: proxy.cut,
    /** From now on it shows the other host key, or its own again; connections that are open are cut. */
    async showKey(which: 'own' | 'other') {
      writeFileSync(join(folder, 'sshd_config'), configOf(folder, home, port, which));
      const from = log.length;
      sshd.kill('SIGHUP');
      await listening(from);
      proxy.cut();
    },
    freeze: proxy.freeze,
    async stop() {
      proxy.stop();
      sshd.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configOf(folder: string, home: string, port: number, key: 'own' | 'other' = 'own'): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, key === 'own' ? 'host_ed25519' : 'other_host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'LogLevel VERBOSE',
    `SetEnv HOME=${home} PATH=${home}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    '',
  ].join('\n');
}

async function startProxy(port: number) {
  const pairs = new Set<[Socket, Socket]>();
  let isFrozen = false;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near]] as const) {
      from.on('data', (chunk) => !isFrozen && to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => !isFrozen && to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy();
    pairs.clear();
  };
  return {
    port: (server.address() as { port: number }).port,
    /** Cuts every connection now. */
    cut,
    /** Half-open: nothing is said any more, in either direction, and nothing is closed. */
    freeze: (value: boolean) => {
      isFrozen = value;
    },
    stop: () => {
      cut();
      server.close();
    },
  };
}
