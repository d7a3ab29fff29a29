import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import pg from 'pg';
import { startEmbeddedStore } from '@/scripts/lib/embedded-store';
import { findPostgresBinaries, findPostgresUser } from '@/scripts/lib/postgres-binaries';
import { startPostmaster } from '@/scripts/lib/postgres-cluster';

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

/** Two servers of the calling file's own: what they are put into nobody else should see. */
export async function startPair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'console-hazards-'));
  chmodSync(folder, 0o711);
  const options = { folder: join(folder, 'primary'), database: 'hazards', settings: SETTINGS };
  // Copied while it is down: as good as a base backup, and needs no client.
  const first = await startEmbeddedStore(options);
  await first.stop();
  const copy = join(folder, 'standby');
  cpSync(join(options.folder, 'cluster'), copy, { recursive: true });
  // In a file, where it can be mended at the end.
  appendFileSync(join(options.folder, 'cluster', 'postgresql.conf'), "archive_command = 'false'\n");
  const primary = await startEmbeddedStore(options);
  const url = new URL(primary.url);
  const info = `host=127.0.0.1 port=${url.port} user=${url.username} password=${url.password} application_name=standby-one`;
  writeFileSync(join(copy, 'standby.signal'), '');
  writeFileSync(join(copy, 'postgresql.auto.conf'), `primary_conninfo = '${info}'\n`);
  const user = findPostgresUser();
  if (user) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, copy]);
  chmodSync(copy, 0o700);
  const port = await getPort({ host: '127.0.0.1' });
  const standby = await startPostmaster({
    cluster: copy,
    binaries: await findPostgresBinaries(),
    user,
    port,
    settings: { ...SETTINGS, archive_mode: 'off' },
    logFile: join(folder, 'standby.log'),
  });
  const there = new URL(primary.url);
  there.port = String(port);
  return {
    primary: primary.url,
    standby: there.href,
    configuration: join(options.folder, 'cluster', 'postgresql.conf'),
    async close() {
      await letArchive(primary.url);
      await standby.stop();
      await primary.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server does not stop before it has tried again and again to archive what is left. */
async function letArchive(url: string): Promise<void> {
  const client = await connected(url);
  await client.query("alter system set archive_command = 'true'");
  await client.query('select pg_reload_conf()');
  await client.end();
}

export async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
