import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { linesDigest } from '@/lib/server/targets/lines-digest';
import { findHasher } from '@/sandbox/hasher';
import { findPostgresClients } from '@/sandbox/postgres-clients';
import { startEmbeddedStore } from '../lib/embedded-store';
import { type BenchConsole, openBenchConsole } from './console';
import { judge } from './judge';
import type { Bench, BenchSetting, Row } from './row';
import { procedure, type Step, words } from './runbook';
import { approveRun, readSpan, startAll } from './runs';

const run = promisify(execFile);

const RESTORE = '9.3';
const ARCHIVE = 'backup.dump';
const RESTORED = 'restored';
const OBJECTS = '2 tables, 5 indexes';
const SERVICE = 'bench';

/** A restore by the console, with all that procedure 1.4 asks before and after it, beside pg_restore with the same arguments. */
export const bench: Bench = {
  name: 'restore',
  async measure(at) {
    const { pgDump, pgRestore } = await findPostgresClients();
    if (!pgDump || !pgRestore) throw new Error('pg_dump and pg_restore 15 or newer are not on this machine');
    const folder = mkdtempSync(join(tmpdir(), 'console-bench-restore-'));
    const clients = clientsIn(folder, pgRestore);
    const archive = join(folder, ARCHIVE);
    // The digest is a part of the plan, so the archive is there before the console that restores it.
    at.say('writing the archive');
    const source = await startEmbeddedStore({ folder: join(folder, 'source'), database: 'source' });
    try {
      await fillSource(source.url, at.isQuick ? 1_500_000 : 3_000_000);
      writeService(folder, source.url);
      await run(pgDump, ['--format=custom', '--file', archive, '--dbname=source'], {
        env: { ...process.env, ...clients.env },
      });
    } finally {
      await source.stop();
    }
    const console = await openBenchConsole(1, await restoring(clients));
    writeService(folder, console.targets[0]?.databaseUrl as string);
    try {
      return [await measureRestore(console, clients, at)];
    } finally {
      await console.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Clients = { argv: string[]; cwd: string; env: Record<string, string> };

/** As the sandbox binds it: the address and the password come from files, and no argument holds a secret. */
function clientsIn(folder: string, pgRestore: string): Clients {
  return {
    argv: [pgRestore, '--jobs=2', '--exit-on-error', '--no-owner', '--verbose', '--dbname', RESTORED, ARCHIVE],
    cwd: folder,
    env: { PGSERVICEFILE: join(folder, 'service'), PGPASSFILE: join(folder, 'pass'), PGSERVICE: SERVICE },
  };
}

function writeService(folder: string, databaseUrl: string): void {
  const { hostname, port, username, password } = new URL(databaseUrl);
  const lines = [`[${SERVICE}]`, `host=${hostname}`, `port=${port}`, `user=${username}`];
  writeFileSync(join(folder, 'service'), `${lines.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'pass'), `${hostname}:${port}:*:${username}:${password}\n`, { mode: 0o600 });
}

async function restoring({ argv, cwd, env }: Clients) {
  const [program, ...args] = findHasher();
  const { stdout } = await run(program as string, [...args, ARCHIVE], { cwd });
  return {
    procedures: [procedure(RESTORE, [restoreStep(linesDigest(stdout))])],
    commands: {
      'restore-archive': { host: 'here', argv, cwd, env },
      'backup-hash': { host: 'here', argv: [...findHasher(), ARCHIVE], cwd },
    },
  };
}

/** The step `restore-archive` of procedure 1.4, with the facts of its preflight written out. */
const restoreStep = (digest: string): Step => ({
  ...words('restore-archive'),
  kind: 'command',
  effect: 'change',
  command: 'restore-archive',
  progress: {
    file: 'preflight/restore-progress.sql',
    connect: 'maintenance',
    parameters: { database: RESTORED, bytes: '100000000' },
  },
  timeoutSeconds: 600,
  alwaysRuns: true,
  precondition: [
    {
      check: 'command',
      title: 'the backup is the one that was approved',
      command: 'backup-hash',
      expect: { linesDigest: digest },
    },
    {
      check: 'sql',
      title: 'the database is empty',
      file: 'verify/restored-objects.sql',
      connect: { database: RESTORED },
      expect: { value: '0 tables, 0 indexes' },
    },
  ],
  postcondition: [
    {
      check: 'sql',
      title: 'what the backup holds is there',
      file: 'verify/restored-objects.sql',
      connect: { database: RESTORED },
      expect: { value: OBJECTS },
    },
  ],
});

async function measureRestore(at: BenchConsole, clients: Clients, { say, isQuick }: BenchSetting): Promise<Row> {
  const target = at.targets[0] as BenchConsole['targets'][number];
  const samples: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < 1 + (isQuick ? 7 : 9); turn += 1) {
    say(turn === 0 ? 'warming up' : `restore ${turn}`);
    // In turns, and each first every other time: what the machine does meanwhile hits both alike.
    const both = [() => byConsole(at, target), () => byItself(clients, target.databaseUrl)];
    const took = [0, 0];
    for (const which of turn % 2 ? [0, 1] : [1, 0]) took[which] = (await both[which]?.()) as number;
    if (turn === 0) continue;
    samples.push(took[0] as number);
    floor.push(took[1] as number);
  }
  return judge({
    work: 'full restore of an archive through the console, from the claim to the recorded end: hash and emptiness before, contents after',
    unit: 'ms',
    samples,
    floor,
    floorWork: 'pg_restore with the same arguments and nothing besides',
    bounds: [{ figure: 'floors', limit: 1.05 }],
    heldBackBy: 'the hash of the archive that is taken once more before, and sign-ins for the looks before and after',
  });
}

async function byConsole(at: BenchConsole, target: BenchConsole['targets'][number]): Promise<number> {
  await emptyDatabase(target.databaseUrl);
  const approved = await approveRun(at, target, RESTORE);
  await startAll(at, [approved]);
  const { from, to } = await readSpan(approved.runId, 1);
  return to.getTime() - from.getTime();
}

async function byItself({ argv: [program, ...args], cwd, env }: Clients, databaseUrl: string): Promise<number> {
  await emptyDatabase(databaseUrl);
  const begun = performance.now();
  await run(program as string, args, { cwd, env: { ...process.env, ...env } });
  return performance.now() - begun;
}

/** A new, empty database under the same name, and nothing left for the server to write that one of the two would wait for. */
async function emptyDatabase(databaseUrl: string): Promise<void> {
  await asOwner(databaseUrl, [
    `DROP DATABASE IF EXISTS ${RESTORED} WITH (FORCE)`,
    `CREATE DATABASE ${RESTORED}`,
    'CHECKPOINT',
  ]);
}

async function fillSource(databaseUrl: string, rows: number): Promise<void> {
  await asOwner(databaseUrl, [
    `CREATE TABLE dialogs AS SELECT n AS id, n % 5000 AS user_id, md5(n::text) AS topic, now() AS at
       FROM generate_series(1, ${rows / 10}) n`,
    `CREATE TABLE dialog_messages AS SELECT n AS id, n % ${rows / 10} AS dialog_id, repeat(md5(n::text), 3) AS body,
       now() + n * interval '1 s' AS at FROM generate_series(1, ${rows}) n`,
    'ALTER TABLE dialogs ADD PRIMARY KEY (id)',
    'ALTER TABLE dialog_messages ADD PRIMARY KEY (id)',
    'CREATE INDEX idx_dialogs_user ON dialogs (user_id)',
    'CREATE INDEX idx_messages_dialog ON dialog_messages (dialog_id)',
    'CREATE INDEX idx_messages_at ON dialog_messages (at)',
  ]);
}

async function asOwner(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
