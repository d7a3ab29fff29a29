import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../lib/migrate';
import { Refusal } from '../lib/refusal';
import { grantStoreRole } from '../lib/store-role';
import { printAddress, printSignIns } from './announce';
import { buildOnce, isWebBuilt } from './build';
import type { Bundled } from './bundle';
import { type Child, keepRunning, killAll } from './child';
import { waitForHealth } from './health';
import { takeLock } from './lock';
import { registerSandbox, runBundle, runSeed } from './one-time';
import { readOrMakeSecrets } from './secrets';
import type { Settings } from './settings.mjs';
import { onStopSignal } from './stop-signal';
import { openStore, type Store } from './store';
import { SMALL_ENVIRONMENT, SMALL_WORKER, webWords } from './web-words';
import { workerWords } from './worker-words.mjs';

interface Parts {
  store?: Store;
  children: Child[];
  isStopping: boolean;
  release(): void;
}

/** Runs the whole console until it is told to stop: store, web, worker and, with a store of its own, the sandbox. */
export async function supervise(settings: Settings): Promise<void> {
  const lock = takeLock(join(settings.dataDir, 'console.lock'));
  if ('ownerPid' in lock) {
    throw new Refusal(
      `Another console (process ${lock.ownerPid}) uses the data folder ${settings.dataDir}: ` +
        'stop it, or name another folder in CONSOLE_DATA_DIR.',
    );
  }
  const parts: Parts = { children: [], isStopping: false, release: lock.release };
  onStopSignal(
    () => stopInOrder(parts),
    () => killEverything(parts),
  );
  try {
    await startParts(settings, parts);
  } catch (error) {
    // A start that is cut short fails somewhere; that is no news to whoever stopped it.
    if (parts.isStopping) return;
    await stopInOrder(parts);
    throw error;
  }
}

async function startParts(settings: Settings, parts: Parts): Promise<void> {
  const { dataDir } = settings;
  const store = await openStore(settings);
  parts.store = store;
  const environment = childEnvironment(settings, store.url);
  // The web needs longer to load than the store to start, and connects only when it is asked something.
  const isEarly = store.isKnown && isWebBuilt();
  if (isEarly) add(parts, () => startWeb(settings, environment));
  await store.start();
  const applied = await migrate(store.ownerUrl);
  await grantStoreRole(store.ownerUrl, store.url);
  if (!isEarly) await buildOnce(dataDir);
  const seed = () => runSeed(dataDir, environment);
  // People must not be shown a console whose first person is still being written.
  const seeded = isEarly && !applied.length ? undefined : await seed();
  if (!isEarly) add(parts, () => startWeb(settings, environment));
  if (existsSync('worker/main.ts')) {
    await putIntoOneFile('worker', parts, dataDir, environment);
    add(parts, () => startWorker(dataDir, environment));
  }
  // Whatever can wait does, until the web answers: all of them at once on two cores make somebody in a hurry wait.
  await waitUntilWell(settings);
  if (!settings.databaseUrl && existsSync('sandbox/main.ts')) add(parts, () => startSandbox(dataDir, environment));
  printAddress(settings);
  printSignIns(seeded ?? (await seed()));
  // The last of all: nobody waits for it, and without it the terminal runs from its sources.
  if (existsSync('terminal/main.ts') && !parts.isStopping)
    await putIntoOneFile('rollback', parts, dataDir, environment);
}

/** A program that cannot be put into one file runs from its sources, slower and in more memory. */
async function putIntoOneFile(
  name: Bundled,
  parts: Parts,
  dataDir: string,
  environment: Record<string, string>,
): Promise<void> {
  await runBundle(name, dataDir, environment).catch((error: Error) => {
    if (parts.isStopping) return;
    const what = name === 'worker' ? 'worker' : 'terminal';
    console.error(`The ${what} could not be put into one file, so it starts slower: ${error.message}`);
  });
}

async function waitUntilWell(settings: Settings): Promise<void> {
  const isWell = await waitForHealth(addressFrom(settings), 60_000);
  if (!isWell) console.error(`The web does not answer yet; its log is ${join(settings.dataDir, 'logs', 'web.log')}.`);
}

/** An address that stands for all of them cannot be called; this machine's own can. */
function addressFrom({ host, port }: Settings): string {
  const isEvery = host === '0.0.0.0' || host === '::';
  return `http://${isEvery ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

function childEnvironment(settings: Settings, databaseUrl: string): Record<string, string> {
  const demo: Record<string, string> = settings.databaseUrl ? {} : { CONSOLE_IS_DEMO: '1' };
  return {
    ...demo,
    ...readOrMakeSecrets(settings.dataDir),
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    // For the migrations above and for nobody else: whoever gets into a web must not find it.
    DATABASE_OWNER_URL: '',
    CONSOLE_DATA_DIR: settings.dataDir,
    PORT: String(settings.port),
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || `http://localhost:${settings.port}`,
  };
}

function startWeb(settings: Settings, environment: Record<string, string>): Child {
  return keepRunning({
    name: 'web',
    words: webWords(settings.port, settings.host),
    dataDir: settings.dataDir,
    environment: { ...environment, ...SMALL_ENVIRONMENT },
    stopTimeoutMs: 2_000,
    firstDelayMs: 1_000,
  });
}

function startWorker(dataDir: string, environment: Record<string, string>): Child {
  return keepRunning({
    name: 'worker',
    // Asked again at each start: its sources may be other ones by then, and the bundle is not used then.
    words: () => [...SMALL_WORKER, ...workerWords()],
    dataDir,
    environment: { ...environment, ...SMALL_ENVIRONMENT },
    // Its own grace for what runs, and then the time to end that and to write what became of it.
    stopTimeoutMs: Number(process.env.CONSOLE_WORKER_DRAIN_MS || 15_000) + 7_000,
    // At once: a run may be waiting for it. Only a second death looks like something that will not mend itself.
    firstDelayMs: 0,
  });
}

function startSandbox(dataDir: string, environment: Record<string, string>): Child {
  return keepRunning({
    name: 'sandbox',
    words: ['--import', 'tsx', 'sandbox/main.ts'],
    dataDir,
    // The sandbox is a stranger's system: it gets no way into the store.
    environment: {
      SANDBOX_DIR: join(dataDir, 'sandbox'),
      DATABASE_URL: '',
      DATABASE_OWNER_URL: '',
      NEXTAUTH_SECRET: '',
      CONSOLE_SECRET_KEY: '',
      CONSOLE_PUSH_KEY: '',
    },
    stopTimeoutMs: 6_000,
    firstDelayMs: 1_000,
    onLine: (line) => void registerSandbox(line, dataDir, environment),
  });
}

// A stop may come in the middle of the start: what would be started after it is not.
function add(parts: Parts, startChild: () => Child): void {
  if (!parts.isStopping) parts.children.push(startChild());
}

async function stopInOrder(parts: Parts): Promise<void> {
  parts.isStopping = true;
  // Web, worker, sandbox, then the store: nobody is left writing to what has gone.
  for (const child of parts.children) await child.stop();
  killAll();
  await parts.store?.stop();
  parts.release();
}

function killEverything(parts: Parts): void {
  killAll();
  parts.store?.kill();
  parts.release();
}
