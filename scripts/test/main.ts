import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBrowserTests } from './browser-tests';
import { listFailures } from './failures';
import { ensureSystemPackages } from './system-packages';
import { renderTally, sum, type Tally, tallyOfCheck, tallyOfFaults, tallyOfHostile, tallyOfVitest } from './tally';

const VITEST = 'node_modules/vitest/vitest.mjs';
const NEXT = 'node_modules/next/dist/bin/next';

interface Suite {
  title: string;
  needsSystemPackages: boolean;
  run(folder: string): Promise<Tally>;
}

// In the order in which a failure is cheapest to find.
const SUITES: Record<string, Suite> = {
  types: { title: 'Types', needsSystemPackages: false, run: checkTypes },
  lint: { title: 'Lint', needsSystemPackages: false, run: checkStyle },
  unit: { title: 'Unit tests', needsSystemPackages: false, run: (folder) => runVitest('unit', folder) },
  integration: {
    title: 'Integration tests',
    needsSystemPackages: true,
    run: (folder) => runVitest('integration', folder),
  },
  faults: { title: 'Fault matrix, short', needsSystemPackages: true, run: tryFaults },
  hostile: { title: 'Hostile inputs', needsSystemPackages: true, run: feedHostile },
  e2e: { title: 'Browser tests', needsSystemPackages: true, run: runBrowserTests },
};

/** Runs the named suites, or all of them, prints the sum as the last line, and returns the exit code. */
export async function runSuites(names: string[]): Promise<number> {
  const unknown = names.filter((name) => !SUITES[name]);
  if (unknown.length) {
    console.error(`No suite is called ${unknown.join(', ')}: choose from ${Object.keys(SUITES).join(', ')}.`);
    return 1;
  }
  const chosen = Object.entries(SUITES).filter(([name]) => !names.length || names.includes(name));
  if (chosen.some(([, suite]) => suite.needsSystemPackages)) ensureSystemPackages();
  const folder = mkdtempSync(join(tmpdir(), 'console-test-'));
  const tallies: Tally[] = [];
  const failures: string[] = [];
  for (const [name, suite] of chosen) {
    const tally = await runSuite(suite, folder);
    tallies.push(tally);
    if (tally.failed) failures.push(...whatFailed(suite, join(folder, `${name}.json`)));
  }
  rmSync(folder, { recursive: true, force: true });
  const total = sum(tallies);
  if (failures.length) console.log(`\nWhat failed:\n${failures.map((failure) => `- ${failure}`).join('\n')}`);
  console.log(`\n${renderTally(total)}`);
  return total.failed ? 1 : 0;
}

function whatFailed({ title }: Suite, report: string): string[] {
  const failures = listFailures(report);
  return failures.length ? failures.map((failure) => `${title}: ${failure}`) : [`${title}: as was said where it ran`];
}

async function runSuite(suite: Suite, folder: string): Promise<Tally> {
  console.log(`\n— ${suite.title}`);
  const startedAt = Date.now();
  const tally = await suite.run(folder);
  console.log(`  ${renderTally(tally)} in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);
  return tally;
}

async function checkTypes(): Promise<Tally> {
  // The routes' types are written by Next; without them every page's props would be unknown.
  const generated = await runNode([NEXT, 'typegen'], { stdout: 'ignore' });
  const checked = await runNode(['node_modules/typescript/bin/tsc', '--noEmit']);
  return tallyOfCheck(generated || checked);
}

async function checkStyle(): Promise<Tally> {
  const words = ['node_modules/@biomejs/biome/bin/biome', 'check', '.', '--error-on-warnings', '--max-diagnostics=50'];
  return tallyOfCheck(await runNode(words));
}

async function runVitest(project: string, folder: string): Promise<Tally> {
  const report = join(folder, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = await runNode([VITEST, 'run', '--project', project, '--passWithNoTests', ...reporters]);
  return tallyOfVitest(report, exitCode);
}

/** A row of the matrix counts as one test; what cannot be made on this machine is skipped, and said so. */
async function tryFaults(folder: string): Promise<Tally> {
  const report = join(folder, 'faults.json');
  const exitCode = await runNode(['scripts/faults.mjs', '--short', '--json', report]);
  return tallyOfFaults(report, exitCode);
}

/** In a product of its own: the last inputs close sign-in for the machine that they come from. */
async function feedHostile(folder: string): Promise<Tally> {
  const report = join(folder, 'hostile.json');
  const exitCode = await runNode(['scripts/hostile.mjs', '--json', report, '--brief']);
  return tallyOfHostile(report, exitCode);
}

async function runNode(words: string[], { stdout = 'inherit' as 'inherit' | 'ignore' } = {}): Promise<number> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', stdout, 'inherit'] });
  const [exitCode] = await once(child, 'exit');
  return exitCode ?? 1;
}
