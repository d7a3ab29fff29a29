import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@/lib/server/testing/until';
import { prepareEmbeddedStore, type RunningStore } from '../../lib/embedded-store';
import { migrate } from '../../lib/migrate';
import { isAlive } from '../../lib/processes';
import type { FaultContext, FaultRow } from '../row';
import { expectThat, note } from '../tally';
import { underFire } from './store';

/** A store server of the row's own, that can be taken away and brought back at the same address. */
export async function openOwnStore(folder: string) {
  const prepared = await prepareEmbeddedStore({ folder, database: 'console' });
  let server: RunningStore | null = await prepared.start();
  await migrate(server.url);
  return {
    url: server.url,
    async down(isCrash: boolean) {
      const { pid } = server as RunningStore;
      if (isCrash) server?.kill();
      else await server?.stop();
      await until('the store to be gone', () => !isAlive(pid), 60_000);
      server = null;
    },
    /** At the address that it had; where it still runs, nothing is done. */
    async up() {
      if (server === null || !isAlive(server.pid)) server = await prepared.start();
    },
    stop: async () => server?.stop(),
  };
}
export type OwnStore = Awaited<ReturnType<typeof openOwnStore>>;

/** Every 5 to 10 s, in order or by a crash, and away for up to 2 s. */
async function restarted(context: FaultContext): Promise<void> {
  const { random, tally } = context;
  const store = context.ownStore as OwnStore;
  const restarts = await underFire(context, async (isOver, onShot) => {
    while (!isOver()) {
      await sleep(5_000 + random() * 5_000);
      if (isOver()) return;
      await store.down(random() < 0.5);
      await sleep(random() * 2_000);
      await store.up();
      onShot();
    }
  });
  note(tally, 'restarts', restarts);
  expectThat(tally, restarts > 0, 'the store was never restarted, so nothing was tried');
}

const DISK_MB = 320;

/** The store's disk fills up, really, and somebody makes room again. */
async function filled(context: FaultContext): Promise<void> {
  const { random, tally, ownFolder } = context;
  const ballast = join(ownFolder as string, 'ballast');
  const fills = await underFire(context, async (isOver, onShot) => {
    while (!isOver()) {
      await sleep(3_000 + random() * 3_000);
      if (isOver()) return;
      fillUp(ballast, ownFolder as string);
      await sleep(3_000);
      rmSync(ballast);
      // A server that could not write its log has ended; whoever runs it starts it again.
      await context.ownStore?.up();
      onShot();
    }
  });
  note(tally, 'times the disk was full', fills);
  expectThat(tally, fills > 0, 'the disk was never full, so nothing was tried');
}

function fillUp(file: string, folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(file, Buffer.alloc(Number(bavail) * Number(bsize) + 1024 * 1024));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

export function smallDisk(mb = DISK_MB): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'fault-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m,mode=0755`, 'fault-disk', folder]);
  return {
    folder,
    remove: () => {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function plainFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'fault-store-'));
  mkdirSync(folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Only who may mount has a disk that is as small as this wants it. */
export function whyNoSmallDisk(): string | null {
  try {
    smallDisk().remove();
    return null;
  } catch {
    return 'a small disk can only be mounted by root (Linux)';
  }
}

export const OWN_STORES: FaultRow[] = [
  {
    name: 'store restarted every 5 to 10 s',
    promise: 'no outcome lost, contradictory or left out',
    trials: { short: 15, normal: 150, long: 5000 },
    ownStore: plainFolder,
    run: restarted,
  },
  {
    name: 'disk of the store full',
    promise: 'what cannot be recorded is not begun, and nothing is forgotten once there is room',
    trials: { short: 6, normal: 40, long: 200 },
    ownStore: () => smallDisk(),
    whyNotHere: whyNoSmallDisk,
    run: filled,
  },
];
