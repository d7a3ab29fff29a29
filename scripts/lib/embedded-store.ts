import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import getPort from 'get-port';
import pg from 'pg';
import { findPostgresBinaries, findPostgresUser } from './postgres-binaries';
import { endLeftoverPostmaster, initCluster, startPostmaster } from './postgres-cluster';
import { ensureStoreRole } from './store-role';

const OWNER = 'console';
/** Whom web, worker and terminal sign in as: it owns nothing, see store-role.ts. */
const STORE_ROLE = 'console_app';

export interface EmbeddedStoreOptions {
  /** The store's own folder; it is made when missing. */
  folder: string;
  /** The database that is made when missing. */
  database?: string;
  /** More server settings, as in postgresql.conf. */
  settings?: Record<string, string>;
  /** Called when the server ends without having been asked to. */
  onDeath?: (reason: string) => void;
}

export interface PreparedStore {
  /** Known before the server runs, so that others can start meanwhile. The owner's, for migrations. */
  url: string;
  /** For web, worker and terminal. */
  roleUrl: string;
  port: number;
  start(): Promise<RunningStore>;
}

export interface RunningStore {
  url: string;
  roleUrl: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
  /** Ends it without waiting; the next start replays what was not written yet. */
  kill(): void;
}

/** Ends a leftover server of this folder, decides on password and port, and says where the store is going to be. */
export async function prepareEmbeddedStore(options: EmbeddedStoreOptions): Promise<PreparedStore> {
  const folder = resolve(options.folder);
  const database = options.database ?? 'console';
  mkdirSync(folder, { recursive: true });
  // Others may pass through but not look around: root's store is opened by the user postgres.
  chmodSync(folder, 0o711);
  await endLeftoverPostmaster(join(folder, 'cluster'));
  const password = readOrMakePassword(join(folder, 'password'));
  const port = await choosePort(join(folder, 'port'));
  const rolePassword = readOrMakePassword(join(folder, 'role-password'));
  const url = storeUrl(password, port, database);
  const roleUrl = storeUrl(rolePassword, port, database, STORE_ROLE);
  const running = async () => {
    const started = await start({ ...options, folder, database }, password, port);
    await ensureStoreRole(url, STORE_ROLE, rolePassword);
    return { ...started, roleUrl };
  };
  return { url, roleUrl, port, start: running };
}

/**
 * Where the store of this folder is when it runs, for whoever works on it as web and worker do; undefined where none was
 * ever made. Starts and makes nothing.
 */
export function findEmbeddedStoreUrl(folder: string, database = 'console'): string | undefined {
  const [password, port] = ['role-password', 'port'].map((name) => join(folder, name)) as [string, string];
  if (!existsSync(password) || !existsSync(port)) return undefined;
  return storeUrl(readFileSync(password, 'utf8').trim(), Number(readFileSync(port, 'utf8')), database, STORE_ROLE);
}

/** Starts an embedded PostgreSQL in the given folder and makes its database. */
export async function startEmbeddedStore(options: EmbeddedStoreOptions): Promise<RunningStore> {
  const prepared = await prepareEmbeddedStore(options);
  return prepared.start();
}

async function start(
  options: Required<Pick<EmbeddedStoreOptions, 'folder' | 'database'>> & EmbeddedStoreOptions,
  password: string,
  port: number,
): Promise<Omit<RunningStore, 'roleUrl'>> {
  const cluster = join(options.folder, 'cluster');
  const binaries = await findPostgresBinaries();
  const user = findPostgresUser();
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initCluster({ cluster, binaries, user, owner: OWNER, password });
  const postmaster = await startPostmaster({
    cluster,
    binaries,
    user,
    port,
    settings: options.settings ?? {},
    logFile: join(options.folder, 'server.log'),
    onDeath: options.onDeath,
  });
  await createDatabase(storeUrl(password, port, 'postgres'), options.database);
  return { url: storeUrl(password, port, options.database), port, ...postmaster };
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

function storeUrl(password: string, port: number, database: string, user = OWNER): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}

function readOrMakePassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('hex');
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

// The same port as last time when it is free, so that a session kept open in another tool survives a restart.
async function choosePort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const wanted = last > 1023 ? [last] : [];
  // At random otherwise: stores that start in the same moment would all find the same first port free.
  const others = Array.from({ length: 20 }, () => randomInt(20_000, 30_000));
  const port = await getPort({ host: '127.0.0.1', port: [...wanted, ...others] });
  writeFileSync(file, String(port));
  return port;
}
