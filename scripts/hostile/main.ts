import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NameServer } from '../test/name-server';
import { startProduct } from '../test/product';
import { type Fed, feedAll } from './feed';
import { openNames } from './names';
import { type HostileOptions, readOptions } from './options';
import { renderRow, renderTable, toJson } from './table';
import { openWorld } from './world';

/** Feeds every input to a product that is started for it, or to the one of CONSOLE_URL. Returns the exit code. */
export async function feedHostileInputs(words: readonly string[]): Promise<number> {
  const options = readOptions(words);
  const running = process.env.CONSOLE_URL;
  const names = await openNames(running ? process.env.CONSOLE_NAME_SERVERS : undefined);
  try {
    return running
      ? report(await feedTo(running, process.env.CONSOLE_DATA_DIR ?? '.data', options.only, names), options)
      : await feedToOwn(options, names);
  } finally {
    names.close();
  }
}

async function feedToOwn(options: HostileOptions, names: NameServer): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'console-hostile-'));
  const product = await startProduct(join(folder, 'data'), { CONSOLE_NAME_SERVERS: names.address });
  try {
    if (!(await product.isReady)) throw new Error('The console did not come up, so nothing was tried.');
    const fed = await feedTo(product.address, product.dataDir, options.only, names);
    const left = await product.stop();
    if (left.length > 0) console.error(`Left running after the stop:\n${left.join('\n')}`);
    return Math.max(report(fed, options), left.length > 0 ? 1 : 0);
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function feedTo(address: string, dataDir: string, only: string | null, names: NameServer): Promise<Fed[]> {
  const world = await openWorld(address, dataDir, names);
  try {
    return await feedAll(world, only, (fed) => {
      if (!fed.isHeld) console.log(renderRow(fed));
    });
  } finally {
    await world.close();
  }
}

function report(fed: readonly Fed[], { json, isBrief }: HostileOptions): number {
  if (!isBrief) console.log(`\n${renderTable(fed)}`);
  if (json) writeFileSync(json, `${JSON.stringify(toJson(fed), null, 2)}\n`);
  const broken = fed.filter(({ isHeld }) => !isHeld);
  console.log(
    `\n${fed.length - broken.length} of ${fed.length} inputs held${broken.length > 0 ? `; not: ${broken.map(({ row }) => row.id).join(', ')}` : ''}.`,
  );
  return fed.length > 0 && broken.length === 0 ? 0 : 1;
}
