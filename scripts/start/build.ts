import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../lib/refusal';
import { runOnce } from './child';
import { compressStatic } from './compress-static';
import { takeLock } from './lock';

// What the build reads. Tests, the sandbox, the worker and these scripts are run from their sources.
const FOLDERS = ['app', 'components', 'lib', 'public', 'sql', 'runbooks'];
const ROOT_FILES = /^(package(-lock)?\.json|tsconfig\.json|[\w.-]+\.(ts|mts|mjs|js|css))$/;
const SKIPPED = /(\.test\.tsx?|\.md|generated|tsbuildinfo)$|^(vitest|playwright|prisma)\.config\.ts$|^next-env\.d\.ts$/;

const MARK = '.next/made-from';
const LOCK = '.next.lock';

/** Builds the web once for each state of its sources; a second copy that starts meanwhile waits for the first. */
export async function buildOnce(dataDir: string): Promise<void> {
  const mark = hashSources();
  if (isBuilt(mark)) return;
  const lock = await waitForLock();
  try {
    if (isBuilt(mark)) return;
    console.log('Building the web (once for each version, about half a minute) ...');
    await build(dataDir);
    writeFileSync(MARK, mark);
    if (!isBuilt(mark)) throw new Refusal(`The build ended early; its log is ${join(dataDir, 'logs', 'build.log')}.`);
  } finally {
    lock.release();
  }
}

/** True when there is a build of exactly these sources. */
export function isWebBuilt(): boolean {
  return isBuilt(hashSources());
}

/** One hash over everything that a build depends on, the Node version among it. */
export function hashSources(): string {
  const hash = createHash('sha256').update(process.version).update(readFileSync('prisma/schema.prisma'));
  const rootFiles = readdirSync('.').filter((name) => ROOT_FILES.test(name));
  const files = [...rootFiles, ...FOLDERS.flatMap(listFiles)].filter((file) => !SKIPPED.test(file));
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (SKIPPED.test(entry.name)) return [];
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function isBuilt(mark: string): boolean {
  return existsSync(MARK) && readFileSync(MARK, 'utf8') === mark && existsSync('.next/BUILD_ID');
}

async function build(dataDir: string): Promise<void> {
  // Next takes it away only at its end, so that an interrupted build would look like the one before it.
  mkdirSync('.next', { recursive: true });
  writeFileSync(MARK, '');
  await runOnce({
    name: 'build',
    words: ['node_modules/next/dist/bin/next', 'build'],
    dataDir,
    environment: { NODE_ENV: 'production' },
    stopTimeoutMs: 1_000,
  }).catch((cause) => {
    throw new Refusal(`The web could not be built; the reasons are in ${join(dataDir, 'logs', 'build.log')}.`, {
      cause,
    });
  });
  await compressStatic('.next/static');
}

async function waitForLock(): Promise<{ release(): void }> {
  const deadline = Date.now() + 10 * 60_000;
  while (Date.now() < deadline) {
    const lock = takeLock(LOCK);
    if ('release' in lock) return lock;
    await sleep(250);
  }
  const since = statSync(LOCK).mtime.toISOString();
  throw new Refusal(`Another start has been building since ${since}: stop it and start again.`);
}
