import { existsSync } from 'node:fs';
import type { SeedResult } from './announce';
import type { Bundled } from './bundle';
import { runOnce } from './child';
import { findBundle } from './find-bundle.mjs';

const TYPESCRIPT = ['--conditions=react-server', '--import', 'tsx'];

/** Writes what a store has to have in it, in a process of its own, and returns what people have to be told. */
export async function runSeed(dataDir: string, environment: Record<string, string>): Promise<SeedResult> {
  if (!existsSync('prisma/seed.ts')) return {};
  let result: SeedResult = {};
  await runOnce({
    name: 'seed',
    words: [...TYPESCRIPT, 'scripts/start/run-seed.ts'],
    isSecret: true,
    dataDir,
    environment,
    stopTimeoutMs: 1_000,
    onLine: (line) => {
      result = parseObject<{ seeded?: SeedResult }>(line)?.seeded ?? result;
    },
  });
  return result;
}

/** Puts a program into one file, unless it is there already, made from the sources as they are. */
export async function runBundle(name: Bundled, dataDir: string, environment: Record<string, string>): Promise<void> {
  if (findBundle(process.cwd(), name)) return;
  const words = [...TYPESCRIPT, 'scripts/start/run-bundle.ts', name];
  await runOnce({ name: 'bundle', words, dataDir, environment, stopTimeoutMs: 1_000 });
}

/** Registers the sandbox as a target when the line says that it is ready. */
export async function registerSandbox(
  line: string,
  dataDir: string,
  environment: Record<string, string>,
): Promise<void> {
  const said = parseObject<{ ready?: boolean; targetFile?: string }>(line);
  if (!said?.ready || !said.targetFile || !existsSync('scripts/register-target.ts')) return;
  await runOnce({
    name: 'register-target',
    words: [...TYPESCRIPT, 'scripts/register-target.ts', said.targetFile],
    dataDir,
    environment,
    stopTimeoutMs: 1_000,
  }).then(
    () => console.log('The sandbox is ready.'),
    (error) => console.error(`The sandbox runs, but is no target: ${error.message}`),
  );
}

function parseObject<T>(line: string): T | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
