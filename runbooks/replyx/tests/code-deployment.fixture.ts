import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsoleOnTarget, ShippedConsole } from '@/lib/server/testing/shipped';
import { sandboxPaths } from '@/sandbox/paths';
import { git } from '@/sandbox/repository';
import { openSandbox } from '@/sandbox/sandbox';

export const NEWER = '803b93aca2d2';
export const OLDER = '202508230001';

export type Checkout = {
  folder: string;
  git(...args: string[]): Promise<string>;
  commits: { stable: string; bad: string; broken: string; consolidated: string; beforeIndexes: string };
};

/** The checkout of a sandbox's backend, and the commits that 1.1 is tried between. */
export async function openCheckout(at: ShippedConsole): Promise<Checkout> {
  const { paths, prepared } = openSandbox(sandboxPaths(at.service.dir));
  const run = (...args: string[]) => git(paths, args);
  const { stable, releases } = prepared.commits;
  const beforeIndexes = await run('rev-parse', `${stable}~2`);
  const broken = await commitBroken(paths.backend, run);
  const { bad, consolidation: consolidated } = releases;
  return { folder: paths.backend, git: run, commits: { stable, bad, broken, consolidated, beforeIndexes } };
}

/** A commit whose server says that it is ready and never serves: pm2 reports the reload as done, and lists it as online. */
async function commitBroken(folder: string, run: Checkout['git']): Promise<string> {
  const head = await run('rev-parse', 'HEAD');
  writeFileSync(join(folder, 'server.mjs'), "process.send('ready');\nsetInterval(() => {}, 60_000);\n");
  await run('commit', '--quiet', '--all', '--message', 'Wait for the settings');
  const broken = await run('rev-parse', 'HEAD');
  await run('reset', '--quiet', '--hard', head);
  return broken;
}

/** What is checked out, and what the backend runs: a checkout alone changes only the first. */
export async function codeOf(at: ConsoleOnTarget, checkout: Checkout) {
  return { checkedOut: await checkout.git('rev-parse', 'HEAD'), running: await findRunning(at) };
}
export const runs = (commit: string) => ({ checkedOut: commit, running: commit });

/** The commit that the backend itself names. The bad deploy answers hardly one call in twenty-five. */
async function findRunning(at: ConsoleOnTarget): Promise<string | null> {
  const health = at.target.inventory.endpoints.find((one) => one.key === 'health')?.url ?? '';
  for (let call = 0; call < 30; call += 1) {
    const answer = await fetch(health).catch(() => null);
    if (answer?.ok) return ((await answer.json()) as { commit: string }).commit;
  }
  return null;
}

export async function schemaOf(at: ConsoleOnTarget) {
  const rows = await at.query<{ revision: string; indexes: number }>(`
    SELECT version_num AS revision,
           (SELECT count(*)::int FROM pg_indexes WHERE indexname LIKE 'idx\\_%') AS indexes
    FROM alembic_version ORDER BY 1`);
  return rows.length === 1 ? rows[0] : rows;
}
