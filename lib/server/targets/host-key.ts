import 'server-only';
import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { AppError } from '@/lib/domain/errors';
import type { SshHost } from './ssh-connection';

export type HostKey = { type: string; blob: Buffer };

const TIMEOUT_MS = 10_000;
const TYPES = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'] as const;

/** Reads a line of ssh-keyscan or of a .pub file, with or without the host's name before it; null where it is none. */
export function readHostKey(line: string): HostKey | null {
  const words = line.trim().split(/\s+/);
  const at = words.findIndex((word) => /^(ssh|ecdsa)-/.test(word));
  const type = words[at] ?? '';
  const blob = Buffer.from(words[at + 1] ?? '', 'base64');
  // The blob begins with the length and name of its own type.
  return at >= 0 && blob.subarray(4, 4 + type.length).toString() === type ? { type, blob } : null;
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf({ blob }: HostKey): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** A host's pinned key's fingerprint; null where none is pinned, or none that can be read. */
export function pinnedFingerprint(host: SshHost): string | null {
  const key = host.hostKey === undefined ? null : readHostKey(host.hostKey);
  return key && fingerprintOf(key);
}

/** What a connection may be asked for, given the type of the key that is expected. */
export function algorithmsOf(type: string): ServerHostKeyAlgorithm[] {
  return (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]) as ServerHostKeyAlgorithm[];
}

/**
 * The key that a host shows, without anybody signing in. Of the pinned type where it has one of that type still, so that a
 * further key of another type is no change. Throws AppError `target_unavailable` where it does not answer within 10 s.
 */
export async function fetchHostKey(host: SshHost): Promise<HostKey> {
  const first = host.hostKey === undefined ? undefined : readHostKey(host.hostKey)?.type;
  const types = [...new Set([...(first ? [first] : []), ...TYPES])];
  const { default: ssh } = await import('ssh2');
  const client = new ssh.Client();
  return new Promise<HostKey>((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(
        new AppError(
          'target_unavailable',
          `${host.address}:${host.port} showed no host key (${cause.message}).`,
          'Check the address and the port, that it is up, and that its firewall lets this machine in.',
          { cause },
        ),
      );
    client.on('error', fail);
    client.once('close', () => fail(new Error('the connection was closed')));
    client.connect({
      host: host.address,
      port: host.port,
      username: host.user,
      algorithms: { serverHostKey: types.flatMap(algorithmsOf) },
      hostVerifier: (blob: Buffer) => {
        resolve({ type: blob.subarray(4, 4 + blob.readUInt32BE(0)).toString(), blob });
        // No further: this was only to see the key.
        return false;
      },
      readyTimeout: TIMEOUT_MS,
    });
  }).finally(() => client.end());
}
