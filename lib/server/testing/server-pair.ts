import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import pg from 'pg';
import { findPostgresBinaries, findPostgresUser } from '@/scripts/lib/postgres-binaries';
import { initCluster, startPostmaster } from '@/scripts/lib/postgres-cluster';
import { until } from './until';

/** A primary that can be put into every state, and a standby that follows it. */
export type Pair = {
  primary: string;
  standby: string;
  /** The primary's postgresql.conf. */
  configuration: string;
  close(): Promise<void>;
};

const SETTINGS = {
  fsync: 'off',
  max_prepared_transactions: '5',
  max_connections: '40',
  wal_level: 'replica',
  archive_mode: 'on',
};
// initdb notes a hundred connections in the cluster, and a server that follows refuses to have room for fewer.
const OF_STANDBY = { ...SETTINGS, archive_mode: 'off', max_connections: '100' };
const OWNER = 'console';

/** Two servers of the calling file's own: what they are put into nobody else should see. */
export async function startPair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'console-hazards-'));
  chmodSync(folder, 0o711);
  const [cluster, copy] = [join(folder, 'primary'), join(folder, 'standby')];
  const [user, binaries, port, other] = await Promise.all([
    findPostgresUser(),
    findPostgresBinaries(),
    getPort({ host: '127.0.0.1' }),
    getPort({ host: '127.0.0.1' }),
  ]);
  const password = randomBytes(12).toString('hex');
  const url = (at: number, database = 'hazards') => `postgresql://${OWNER}:${password}@127.0.0.1:${at}/${database}`;
  await initCluster({ cluster, binaries, user, owner: OWNER, password });
  // Copied before it was ever started: as good as a base backup, and needs no client.
  cpSync(cluster, copy, { recursive: true });
  // In a file, where it can be mended at the end.
  appendFileSync(join(cluster, 'postgresql.conf'), "archive_command = 'false'\n");
  const info = `host=127.0.0.1 port=${port} user=${OWNER} password=${password} application_name=standby-one`;
  writeFileSync(join(copy, 'standby.signal'), '');
  writeFileSync(join(copy, 'postgresql.auto.conf'), `primary_conninfo = '${info}'\n`);
  if (user) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, copy]);
  chmodSync(copy, 0o700);
  const at = { binaries, user };
  const [primary, standby] = await Promise.all([
    startPostmaster({ ...at, cluster, port, settings: SETTINGS, logFile: join(folder, 'primary.log') }),
    startPostmaster({ ...at, cluster: copy, port: other, settings: OF_STANDBY, logFile: join(folder, 'standby.log') }),
  ]);
  const maker = await connected(url(port, 'postgres'));
  await maker.query('create database hazards');
  await maker.end();
  await until('the database to be on the standby', () => isThere(url(other)));
  return {
    primary: url(port),
    standby: url(other),
    configuration: join(cluster, 'postgresql.conf'),
    async close() {
      // Thrown away: at once, since in order it would first try again and again to archive what is left.
      for (const server of [standby, primary]) server.kill();
      await Promise.all([standby.stop(), primary.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isThere(url: string): Promise<boolean> {
  try {
    await (await connected(url)).end();
    return true;
  } catch {
    return false;
  }
}

export async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
