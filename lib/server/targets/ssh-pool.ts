import 'server-only';
import { createHash } from 'node:crypto';
import type { Client } from 'ssh2';
import { connectSsh, type SshCredentials, type SshHost } from './ssh-connection';

/** A connection for one command or question. `isReused`: it was there already, so it may have died unnoticed. */
export type SshLease = {
  client: Client;
  isReused: boolean;
  /** Gives it back; it is closed when nobody has wanted it for a minute. */
  release(): void;
  /** Gives it back, and nobody gets it any more: it is suspected to be dead. */
  discard(): void;
};

type Connection = { name: string; client: Client; users: number; isDiscarded: boolean; idle?: NodeJS.Timeout };

const IDLE_MS = 60_000;
// sshd lets ten sessions on one connection by default, and a command that is ended takes a second one.
const USERS_AT_A_TIME = 4;

/** By host, user, pinned key and private key: whoever pins another key never gets a connection from before. */
const connections = new Map<string, Connection[]>();
const opening = new Map<string, Promise<Connection>>();

/**
 * A connection that is there and has room, or a new one. A connection that ends, by a closing or a missed keepalive, is
 * forgotten at once. Throws as `connectSsh` does; in both cases nothing ran.
 */
export async function leaseSsh(
  host: SshHost,
  credentials: SshCredentials | undefined,
  { isFresh = false } = {},
): Promise<SshLease> {
  const name = nameOf(host, credentials);
  for (;;) {
    const free = isFresh ? undefined : connections.get(name)?.find(({ users }) => users < USERS_AT_A_TIME);
    if (free) return leaseOf(free, true);
    const underWay = isFresh ? undefined : opening.get(name);
    if (!underWay) return leaseOf(await openOne(name, host, credentials), false);
    await underWay;
  }
}

/** Ends every connection. For the end of the worker: what still runs over one is lost. */
export function closeSshConnections(): void {
  for (const { client, idle } of [...connections.values()].flat()) {
    clearTimeout(idle);
    client.end();
  }
  connections.clear();
}

async function openOne(name: string, host: SshHost, credentials: SshCredentials | undefined): Promise<Connection> {
  const made = connectSsh(host, credentials).then((client) => keep(name, client));
  opening.set(name, made);
  try {
    return await made;
  } finally {
    if (opening.get(name) === made) opening.delete(name);
  }
}

function keep(name: string, client: Client): Connection {
  const connection: Connection = { name, client, users: 0, isDiscarded: false };
  client.setMaxListeners(8 * USERS_AT_A_TIME);
  client.once('close', () => forget(connection));
  connections.set(name, [...(connections.get(name) ?? []), connection]);
  return connection;
}

/** Nobody is given it any more; those who are on it stay on it. */
function forget(connection: Connection): void {
  connection.isDiscarded = true;
  clearTimeout(connection.idle);
  const left = (connections.get(connection.name) ?? []).filter((other) => other !== connection);
  if (left.length > 0) connections.set(connection.name, left);
  else connections.delete(connection.name);
}

function leaseOf(connection: Connection, isReused: boolean): SshLease {
  clearTimeout(connection.idle);
  connection.users += 1;
  let isHeld = true;
  const giveBack = (isDead: boolean) => {
    if (!isHeld) return;
    isHeld = false;
    connection.users -= 1;
    if (isDead) forget(connection);
    if (connection.users > 0) return;
    if (connection.isDiscarded) connection.client.end();
    else connection.idle = setTimeout(() => connection.client.end(), IDLE_MS).unref();
  };
  return { client: connection.client, isReused, release: () => giveBack(false), discard: () => giveBack(true) };
}

function nameOf({ user, address, port, hostKey }: SshHost, credentials: SshCredentials | undefined): string {
  const key = createHash('sha256')
    .update(`${credentials?.privateKey}\n${credentials?.passphrase ?? ''}`)
    .digest('hex');
  return [user, address, port, hostKey, key].join(' ');
}
