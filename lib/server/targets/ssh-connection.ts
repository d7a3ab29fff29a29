import 'server-only';
import type { Client, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import type { Host } from '@/lib/contracts/target';
import { AppError } from '@/lib/domain/errors';
import { algorithmsOf, type HostKey, readHostKey } from './host-key';

export type SshHost = Extract<Host, { kind: 'ssh' }>;
export type SshCredentials = { privateKey: string; passphrase?: string };

const READY_TIMEOUT_MS = 10_000;
// Noticed at the third probe: a connection that is only half open is given up after 12 s.
const KEEPALIVE_MS = 4000;
const KEEPALIVE_MISSES = 2;

/**
 * Connects and signs in. The host's key is compared with the pinned one before anything is said about the user.
 * Throws AppError `target_unavailable` or, for a key that is not the pinned one, `blocked`; in both cases nothing ran.
 */
export async function connectSsh(host: SshHost, credentials: SshCredentials | undefined): Promise<Client> {
  if (!credentials?.privateKey) {
    throw new AppError(
      'blocked',
      `There is no key for ${nameOf(host)}.`,
      'An administrator registers the target again from a file that has the private key in `sshKey`.',
    );
  }
  const pinned = parsePinnedKey(host);
  const { default: ssh } = await import('ssh2');
  const client = new ssh.Client();
  const seen: { key?: Buffer } = {};
  return new Promise<Client>((resolve, reject) => {
    const fail = (cause: Error) => reject(explain(host, pinned, seen.key, cause));
    client.once('ready', () => resolve(client));
    // For as long as it lives: a host that refuses us resets the connection besides, and an error that nobody hears ends
    // the process. What becomes of a connection that is in use is for its user to say.
    client.on('error', fail);
    client.once('close', () => fail(new Error('the connection was closed')));
    try {
      client.connect(configOf(host, credentials, pinned, seen));
    } catch (cause) {
      fail(cause as Error);
    }
  });
}

export function nameOf(host: SshHost): string {
  return `${host.user}@${host.address}:${host.port}`;
}

function configOf(
  host: SshHost,
  credentials: SshCredentials,
  pinned: PinnedKey,
  seen: { key?: Buffer },
): ConnectConfig {
  return {
    host: host.address,
    port: host.port,
    username: host.user,
    privateKey: credentials.privateKey,
    passphrase: credentials.passphrase,
    authHandler: ['publickey'],
    agentForward: false,
    tryKeyboard: false,
    algorithms: { serverHostKey: pinned.algorithms },
    hostVerifier: (key: Buffer) => {
      seen.key = key;
      return key.equals(pinned.blob);
    },
    readyTimeout: READY_TIMEOUT_MS,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: KEEPALIVE_MISSES,
  };
}

type PinnedKey = HostKey & { algorithms: ServerHostKeyAlgorithm[] };

function parsePinnedKey(host: SshHost): PinnedKey {
  if (host.hostKey === undefined) {
    throw new AppError(
      'blocked',
      `No host key is pinned for ${nameOf(host)}, so nothing was sent to it.`,
      'An administrator has its key looked at, compares it on the host and pins it: npx rollback target check, or the Targets page.',
    );
  }
  const key = readHostKey(host.hostKey);
  if (!key) {
    throw new AppError(
      'blocked',
      `The pinned host key of ${nameOf(host)} cannot be read.`,
      `Put a line of “ssh-keyscan -p ${host.port} ${host.address}” into the inventory, after comparing it on the host.`,
    );
  }
  return { ...key, algorithms: algorithmsOf(key.type) };
}

function explain(
  host: SshHost,
  pinned: PinnedKey,
  seen: Buffer | undefined,
  cause: Error & { level?: string },
): AppError {
  const name = nameOf(host);
  const isOtherType = /no matching host key/i.test(cause.message);
  if (isOtherType || (seen && !seen.equals(pinned.blob))) {
    return new AppError(
      'blocked',
      `The host key of ${name} is not the pinned ${pinned.type} key, so nothing was sent to it: it may be another machine.`,
      'Compare the key on the host itself; if the change is right, have an administrator pin the new one.',
      { cause },
    );
  }
  if (cause.level === 'client-authentication') {
    return new AppError(
      'target_unavailable',
      `${name} does not accept the stored key.`,
      'Add its public half to authorized_keys there.',
      { cause },
    );
  }
  if (/privateKey|passphrase/i.test(cause.message)) {
    return new AppError(
      'blocked',
      `The stored key for ${name} cannot be read.`,
      'Store it anew, in OpenSSH form, with its passphrase.',
      { cause },
    );
  }
  return new AppError(
    'target_unavailable',
    `${name} could not be reached (${cause.message}).`,
    'Check that it is up and that its firewall lets this machine in.',
    { cause },
  );
}
