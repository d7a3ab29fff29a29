import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBackup } from './backup';
import { keepQueryBaseline } from './baseline';
import { measureQueryBaseline } from './baseline-queries';
import { createCluster, startCluster } from './cluster';
import { withClient } from './connection';
import {
  addVectorExtension,
  createDatabase,
  createRoles,
  fillBaseline,
  listIndexes,
  optimise,
  readFingerprint,
  type VectorKind,
} from './database';
import { databaseSqlDir, type SandboxPaths, templateDir } from './paths';
import { createRepository } from './repository';
import { digestRows } from './rows';
import type { Prepared } from './sandbox';
import { createSettings, databaseUrl, refreshPorts, type Settings } from './settings';
import type { Tools } from './tools';

function hashTemplate(): string {
  const hash = createHash('sha256');
  for (const folder of [databaseSqlDir, templateDir]) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    for (const file of files.filter((name) => statSync(join(folder, name)).isFile())) {
      hash.update(file).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest('hex');
}

/** Whether a whole sandbox, made from these very sources, lies there. The marker is written last of all. */
export function isPrepared(paths: SandboxPaths): boolean {
  if (!existsSync(paths.prepared)) return false;
  const { templateHash } = JSON.parse(readFileSync(paths.prepared, 'utf8')) as Prepared;
  return templateHash === hashTemplate();
}

/** Only what a sandbox is made of: a folder that was named by mistake keeps its own files. */
function clear(paths: SandboxPaths): void {
  const { dir: _dir, servicePid: _servicePid, ...own } = paths;
  for (const path of Object.values(own)) rmSync(path, { recursive: true, force: true });
}

async function prepareDatabase(
  paths: SandboxPaths,
  settings: Settings,
  tools: Tools,
  signal: AbortSignal,
): Promise<VectorKind> {
  await createCluster(paths, settings);
  signal.throwIfAborted();
  await startCluster(paths, settings);
  await createRoles(settings);
  await createDatabase(settings);
  await fillBaseline(settings);
  signal.throwIfAborted();
  await writeBackup(paths, settings, tools.pgDump);
  const url = databaseUrl(settings, 'replyx_owner');
  // The planner has not seen the rows yet.
  await withClient(url, (client) => client.query('ANALYZE'));
  const before = await measureQueryBaseline(url, { withFunction: false });
  signal.throwIfAborted();
  const vector = await addVectorExtension(settings);
  await optimise(settings, vector);
  keepQueryBaseline(paths, { ...before, ...(await measureQueryBaseline(url, { withFunction: true })) });
  return vector;
}

/** Makes everything anew and leaves the server running. Nothing of an earlier, unfinished attempt is used. */
export async function prepare(paths: SandboxPaths, tools: Tools, signal: AbortSignal): Promise<Prepared> {
  clear(paths);
  mkdirSync(paths.dir, { recursive: true });
  // The server's user has to pass through; what is secret has a mode of its own.
  chmodSync(paths.dir, 0o711);
  createSettings(paths);
  const settings = await refreshPorts(paths);
  const work = [prepareDatabase(paths, settings, tools, signal), createRepository(paths, signal)] as const;
  const [vector, commits] = await Promise.all(work);
  signal.throwIfAborted();
  const url = databaseUrl(settings, 'replyx_owner');
  return {
    templateHash: hashTemplate(),
    commits,
    vector,
    fingerprint: await readFingerprint(settings),
    indexes: Object.fromEntries(await withClient(url, listIndexes)),
    rows: await withClient(url, digestRows),
  };
}

/** Says that the preparation is whole. */
export function markPrepared(paths: SandboxPaths, prepared: Prepared): void {
  writeFileSync(paths.prepared, `${JSON.stringify(prepared, null, 2)}\n`, { mode: 0o600 });
}
