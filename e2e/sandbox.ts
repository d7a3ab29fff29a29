import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { TargetFile } from '../lib/contracts/target';

/** The sandbox that the product under test runs: asked directly, so that no screen is taken at its word. */
export const folder = join(process.env.CONSOLE_DATA_DIR ?? '.data', 'sandbox');

export function targetFile(): TargetFile {
  return JSON.parse(readFileSync(join(folder, 'target.json'), 'utf8'));
}

/** Runs one of the target's own bindings and returns what it printed. */
export async function runBound(key: string): Promise<string> {
  const binding = targetFile().inventory.commands[key];
  if (!binding) throw new Error(`no command ${key}`);
  return run(binding);
}

export async function switchFault(key: string, isOn: boolean): Promise<void> {
  const fault = targetFile().inventory.faults.find((f) => f.key === key);
  if (!fault) throw new Error(`no fault ${key}`);
  await run(isOn ? fault.on : fault.off);
}

/** Back to how it was prepared: stable commit, all indexes, no fault. */
export async function resetSandbox(): Promise<void> {
  await runBound('sandbox-reset');
}

async function run({
  argv,
  cwd,
  env,
}: {
  argv: string[];
  cwd?: string;
  env?: Record<string, string>;
}): Promise<string> {
  const [program, ...args] = argv as [string, ...string[]];
  const { stdout } = await promisify(execFile)(program, args, {
    cwd,
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}

export async function query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: targetFile().databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Share of calls to the probed endpoints that fail, in percent, measured here and not by the console. */
export async function measureErrorRate(rounds = 8): Promise<number> {
  const calls: boolean[] = [];
  for (let round = 0; round < rounds; round++) for (const call of probedCalls()) calls.push(await call());
  return (100 * calls.filter((isOk) => !isOk).length) / calls.length;
}

/** How long the slowest of the probed endpoints takes, in milliseconds, each at its best of three. */
export async function measureSlowest(): Promise<number> {
  const best: number[] = [];
  for (const call of probedCalls()) {
    const took: number[] = [];
    for (let round = 0; round < 3; round++) {
      const begun = performance.now();
      await call();
      took.push(performance.now() - begun);
    }
    best.push(Math.min(...took));
  }
  return Math.max(...best);
}

/** One call each of the probed endpoints, which says whether it was answered well. */
function probedCalls(): (() => Promise<boolean>)[] {
  const endpoints = targetFile().inventory.endpoints.filter((e) => e.isProbed);
  return endpoints.map(({ url, method, body }) => {
    const init =
      method === 'POST'
        ? { method, body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } }
        : {};
    return () =>
      fetch(url, init).then(
        (r) => r.ok,
        () => false,
      );
  });
}
