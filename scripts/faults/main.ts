import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFiles } from '../start/find-bundle.mjs';
import { MATRIX } from './matrix';
import { type FaultOptions, readOptions } from './options';
import type { FaultRow } from './row';
import type { Order } from './scenario';
import { openStores, type Stores } from './stores';
import { type Result, renderResult, renderTable, toJson } from './table';
import { blame, emptyTally, sumTallies, type Tally } from './tally';

// As it was made for this run: sources that are saved meanwhile change nothing of it.
const PROGRAM = bundleFiles('faults').bundle;
const LONGEST_MS = 30 * 60_000;

/** Tries the matrix, prints what came of it, and returns the exit code: 0 only where every promise held. */
export async function tryFaults(words: readonly string[]): Promise<number> {
  const options = readOptions(words);
  const chosen = MATRIX.filter(({ name }) => options.only === null || name.includes(options.only));
  if (chosen.length === 0)
    throw new Error(`No fault is called ${options.only}: ${MATRIX.map((r) => r.name).join(', ')}.`);
  const begun = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const stores = await openStores(folder);
  const leave = () => void stopAll(stores, folder).finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  try {
    const results = await tryAll(chosen, options, stores);
    console.log(`\n${renderTable(results)}`);
    console.log(`Seed ${options.seed}, ${options.form} form, ${Math.round((Date.now() - begun) / 1000)} s.`);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(toJson(results, options), null, 2)}\n`);
    return results.every(({ isWell }) => isWell) ? 0 : 1;
  } finally {
    await stopAll(stores, folder);
  }
}

/** Nothing of a matrix that was stopped may go on: its rows end with the channel to them, and then their stores go. */
async function stopAll(stores: Stores, folder: string): Promise<void> {
  await Promise.all([...shares].map((stop) => stop()));
  await stores.stop();
  rmSync(folder, { recursive: true, force: true });
}

const shares = new Set<() => Promise<unknown>>();

type Share = { row: FaultRow; trials: number; seed: number };

async function tryAll(rows: readonly FaultRow[], options: FaultOptions, stores: Stores): Promise<Result[]> {
  const tallies = new Map<FaultRow, { tally: Tally; ms: number }[]>(rows.map((row) => [row, []]));
  const shares = takeTurns(rows, options);
  const results: Result[] = [];
  const work = async () => {
    for (let share = shares.shift(); share; share = shares.shift()) {
      const begun = Date.now();
      const tally = await tryShare(share, options, stores);
      const mine = tallies.get(share.row) as { tally: Tally; ms: number }[];
      mine.push({ tally, ms: Date.now() - begun });
      if (mine.length < sharesOf(share.row, options).length) continue;
      const sum = sumTallies(mine.map((one) => one.tally));
      const result = resultOf(share.row, sum, Math.max(...mine.map((one) => one.ms)));
      results.push(result);
      console.log(renderResult(result));
    }
  };
  const skipped = rows.filter((row) => sharesOf(row, options).length === 0);
  for (const row of skipped) results.push(resultOf(row, emptyTally(), 0));
  await Promise.all(Array.from({ length: options.atOnce }, work));
  return rows.map((row) => results.find((result) => result.row === row) as Result);
}

function resultOf(row: FaultRow, tally: Tally, ms: number): Result {
  const notHere = row.whyNotHere?.() ?? null;
  const isClean = tally.lost + tally.doubled + tally.misclassified === 0;
  // Nothing tried is nothing proven; only what cannot be made here at all is no failure of the product.
  return { row, tally, ms, notHere, isWell: notHere !== null || (isClean && tally.trials > 0) };
}

/**
 * Rows in one share mostly wait, and rows in several take all of the processors: side by side neither idles for the other.
 * Of those that wait the last in the matrix wait longest, so they begin first.
 */
function takeTurns(rows: readonly FaultRow[], options: FaultOptions): Share[] {
  const all = rows.map((row) => sharesOf(row, options));
  const [long, short] = [
    all.filter((one) => one.length > 1).flat(),
    all
      .filter((one) => one.length <= 1)
      .flat()
      .reverse(),
  ];
  const pairs = Array.from({ length: Math.max(long.length, short.length) }, (_, at) => [long[at], short[at]]);
  return pairs.flat().filter((share) => share !== undefined);
}

/** A long row is shared out, so that its trials run side by side; each share has a seed of its own. */
function sharesOf(row: FaultRow, { form, seed }: FaultOptions): Share[] {
  if (row.whyNotHere?.()) return [];
  const most = row.perProcess ?? Number.POSITIVE_INFINITY;
  const shares: Share[] = [];
  for (let left = row.trials[form]; left > 0; left -= most)
    shares.push({ row, trials: Math.min(left, most), seed: seed * 1000 + shares.length });
  return shares;
}

/** A process of its own for each share: with an environment, a console and workers that no other row disturbs. */
async function tryShare({ row, trials, seed }: Share, { form }: FaultOptions, stores: Stores): Promise<Tally> {
  const urls = await stores.make();
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  let tally: Tally | undefined;
  child.on('message', (said) => {
    tally = said as Tally;
  });
  child.send({ name: row.name, trials, seed, form, ...urls } satisfies Order);
  const stop = () => {
    if (child.connected) child.disconnect();
    return exited;
  };
  shares.add(stop);
  const timer = setTimeout(() => void stop(), LONGEST_MS);
  await exited;
  clearTimeout(timer);
  shares.delete(stop);
  await stores.drop(urls);
  if (tally) return tally;
  const broken = emptyTally();
  blame(broken, 'misclassified', 'the process of the row ended without a word, or took longer than half an hour');
  return broken;
}
