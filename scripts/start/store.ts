import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PreparedStore, prepareEmbeddedStore, type RunningStore } from '../lib/embedded-store';
import type { Settings } from './settings.mjs';

const LONGEST_DELAY_MS = 30_000;

export interface Store {
  /** For web, worker and terminal. */
  url: string;
  /** Of the tables' owner, for migrations; the same one where an organisation names no other. */
  ownerUrl: string;
  /** False at the very first start, when everybody has to wait for the store. */
  isKnown: boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

/** The organisation's own store, which is neither started nor stopped here, or an embedded one in the data folder. */
export async function openStore(settings: Settings): Promise<Store> {
  if (!settings.databaseUrl) return openEmbedded(join(settings.dataDir, 'store'));
  const nothing = async () => undefined;
  const { databaseUrl: url, databaseOwnerUrl: ownerUrl = url } = settings;
  return { url, ownerUrl, isKnown: false, start: nothing, stop: nothing, kill: () => undefined };
}

async function openEmbedded(folder: string): Promise<Store> {
  const isKnown = existsSync(join(folder, 'cluster', 'PG_VERSION'));
  let running: RunningStore | undefined;
  let isStopping = false;
  let deaths = 0;
  const start = async () => {
    running = await prepared.start();
    if (isStopping) await running.stop();
  };
  const onDeath = async (reason: string) => {
    running = undefined;
    const delayMs = deaths === 0 ? 0 : Math.min(1_000 * 2 ** deaths, LONGEST_DELAY_MS);
    deaths += 1;
    console.error(`[store] ended unexpectedly (${reason}); started again in ${delayMs / 1_000} s.`);
    await sleep(delayMs);
    if (!isStopping) await start().catch((error) => onDeath(error.message));
  };
  const prepared: PreparedStore = await prepareEmbeddedStore({ folder, onDeath });
  const stop = async () => {
    isStopping = true;
    await running?.stop();
  };
  return { url: prepared.roleUrl, ownerUrl: prepared.url, isKnown, start, stop, kill: () => running?.kill() };
}
