import { join } from 'node:path';
import { loadSqlCatalogue } from '@/lib/server/runbooks/sql-catalogue';
import { setCurrentRunbook, storeRunbook } from '@/lib/server/runbooks/store-runbook';
import { openConsole } from '@/lib/server/testing/open-console';
import { MATRIX } from './matrix';
import { writeFaultPrograms } from './programs';
import type { FaultContext, FaultRow } from './row';
import { openOwnStore } from './rows/own-store';
import { faultRunbook } from './runbook';
import { blame, emptyTally, seeded } from './tally';
import { endFaultWorkers } from './workers';

/** What the parent tells one process about its share of a row. */
export type Order = {
  name: string;
  trials: number;
  seed: number;
  form: FaultContext['form'];
  storeUrl: string;
  databaseUrl: string;
};

const FAST = { CONSOLE_WORKER_BEAT_MS: '1000', CONSOLE_WORKER_STALE_MS: '5000', CONSOLE_WORKER_DRAIN_MS: '2000' };

let cleanUp: () => Promise<void> = async () => undefined;

async function perform(order: Order): Promise<FaultContext['tally']> {
  const row = MATRIX.find(({ name }) => name === order.name) as FaultRow;
  const tally = emptyTally();
  const given = (url: string) => ({ url, drop: async () => undefined });
  const place = row.ownStore?.();
  const ownStore = place && (await openOwnStore(place.folder));
  cleanUp = async () => {
    await ownStore?.stop();
    place?.remove();
  };
  const at = await openConsole(given(ownStore?.url ?? order.storeUrl), given(order.databaseUrl));
  // Before anything reads them: the console's own, where the row is about those, else ones that trials can wait for.
  for (const [name, value] of Object.entries(FAST)) process.env[name] = row.hasDefaults ? '' : value;
  writeFaultPrograms(join(at.folder, 'fault-programs'));
  const { content, hash } = faultRunbook('trials', await loadSqlCatalogue('sql'));
  await storeRunbook(content, hash);
  await setCurrentRunbook(hash);
  const staleMs = row.hasDefaults ? 10_000 : Number(FAST.CONSOLE_WORKER_STALE_MS);
  const { trials, form, seed } = order;
  try {
    const own = { ownStore, ownFolder: place?.folder };
    await row.run({ at, trials, form, random: seeded(seed), tally, staleMs, ...own });
  } catch (error) {
    // A row that broke has proven nothing of what it had still to try.
    blame(tally, 'misclassified', `the row itself broke: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    await endFaultWorkers();
    await at.close();
    await cleanUp();
  }
  return tally;
}

// Whoever asked is gone: nobody would read what comes of it, and nothing that was started may outlive it.
process.on('disconnect', async () => {
  await endFaultWorkers();
  await cleanUp();
  process.exit(1);
});

process.on('message', async (order: Order) => {
  const tally = await perform(order);
  process.send?.(tally, () => process.exit(0));
});
