import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { TargetFile } from '../../lib/contracts/target';
import { findEmbeddedStoreUrl } from '../lib/embedded-store';
import type { NameServer } from '../test/name-server';
import { type Action, type Called, call, readActions } from './actions';
import { closeListener } from './listener';
import { type Browser, openBrowser, WHO, type Who } from './people';
import { Rollback } from './rollback';
import { readSandbox } from './targets';

export type Said = { code: number; out: string; error: string };
/** The product, its people, and what is looked at from outside. */
export type Ground = Awaited<ReturnType<typeof openGround>>;
export type World = Ground & { rollback: Rollback };

export async function openWorld(address: string, dataDir: string, names: NameServer): Promise<World> {
  const ground = await openGround(address, dataDir, names);
  return { ...ground, rollback: new Rollback(ground) };
}

/** The product with people of every role signed in, and places of our own where it would be seen that something was done. */
async function openGround(address: string, dataDir: string, names: NameServer) {
  const folder = mkdtempSync(join(tmpdir(), 'console-hostile-own-'));
  const { CONSOLE_DEMO_PASSWORD: password } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  const sandbox: TargetFile = readSandbox(dataDir);
  const url = process.env.DATABASE_URL || findEmbeddedStoreUrl(join(dataDir, 'store'));
  if (!url) throw new Error(`The store of ${dataDir} was not found.`);
  const store = await connect(url);
  const database = await connect(sandbox.databaseUrl);
  const actions = readActions();
  const browsers = new Map<Who, Browser>();
  for (const who of WHO) browsers.set(who, await openBrowser(address, who, password));
  const tokens = new Map<Who, Promise<string>>();
  // What a text that gets through would take away or leave behind.
  await database.query('create table if not exists hostile_canary as select 1 as one');

  const action = (name: string): Action => {
    const found = actions.get(name);
    if (!found) throw new Error(`The build has no server action ${name}.`);
    return found;
  };
  const as = (who: Who) => browsers.get(who) as Browser;
  const act = <T = unknown>(
    who: Who,
    name: string,
    input: unknown,
    headers?: Record<string, string>,
  ): Promise<Called<T>> => call<T>(as(who), action(name), input, headers);

  async function makeToken(who: Who): Promise<string> {
    const { result } = await act<{ token: string }>(who, 'makeToken', { name: `hostile ${who}`, days: 1 });
    if (!result?.ok) throw new Error(`${who} got no token: ${JSON.stringify(result)}`);
    return result.value.token;
  }

  /** One command at a terminal, as this person. */
  async function terminal(who: Who, ...words: string[]): Promise<Said> {
    const token = tokens.get(who) ?? makeToken(who);
    tokens.set(who, token);
    const env = { ...process.env, CONSOLE_DATA_DIR: dataDir, ROLLBACK_TOKEN: await token, NO_COLOR: '1' };
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        ['scripts/rollback.mjs', ...words],
        { env, maxBuffer: 32 << 20 },
        (failure, out, error) => resolve({ code: failure ? Number(failure.code ?? 1) : 0, out, error }),
      );
    });
  }

  /** What an input has done that it may not: a line for each. */
  async function canaries(): Promise<string[]> {
    const { rows } = await database.query("select to_regclass('public.hostile_canary') is not null as is_there");
    return [
      ...(existsSync(join(folder, 'canary')) || existsSync('canary') ? ['a file was made that nothing may make'] : []),
      ...(rows[0]?.is_there ? [] : ['a table of the target is gone']),
    ];
  }

  const countEvents = async (type: string) =>
    Number((await store.query('select count(*) from "Event" where type = $1', [type])).rows[0].count);

  return {
    address,
    dataDir,
    folder,
    password: password as string,
    sandbox,
    store,
    database,
    names,
    canaryFile: join(folder, 'canary'),
    as,
    act,
    action,
    terminal,
    canaries,
    countEvents,
    /** The commit that the sandbox has checked out, as git says it. */
    head: () => headOf(join(dataDir, 'sandbox', 'backend')),
    countDenials: () => countEvents('access.denied'),
    records: () => readRecords(folder),
    async close() {
      await closeListener();
      await database.query('drop table if exists hostile_canary').catch(() => undefined);
      await Promise.all([store.end(), database.end()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function headOf(repository: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('git', ['-C', repository, 'rev-parse', 'HEAD'], (failure, out) =>
      failure ? reject(failure) : resolve(out.trim()),
    );
  });
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'hostile' });
  await client.connect();
  return client;
}

export type ProgramRecord = {
  mode: string;
  argv?: string[];
  environment?: string[];
  stdinEnded?: boolean;
  stdinBytes?: number;
  left?: number;
};

/** How the programs of our own targets were called. */
function readRecords(folder: string): ProgramRecord[] {
  const file = join(folder, 'records.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Asks until it is so. Throws with what it was about when it never was. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > end) throw new Error(`${what}: not in ${timeoutMs} ms`);
    await sleep(100);
  }
}
