import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReportMarkdown } from '@/lib/domain/render-report';
import { anchorHeads } from '../audit/anchor-head';
import { exportAudit } from '../audit/export-audit';
import { listEvents } from '../audit/list-events';
import { readAuditExport } from '../audit/read-export';
import { listTokens, makeToken } from '../auth/tokens';
import { db } from '../db';
import { env } from '../env';
import { getRoomView } from '../incidents/get-room-view';
import { changeChannel, testChannel } from '../messages/change-channel';
import { getContactsView } from '../messages/get-contacts-view';
import { getReportView } from '../reports/get-report-view';
import { readWholeOutput } from '../runs/download-output';
import { type Rollback, registerTestTarget, startedRun, targetFile } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { endWorkers, startWorker, type WorkerProcess } from '../testing/worker-process';
import { listTargets } from './list-targets';
import { registerTarget } from './register-target';

const canary = (what: string) => `canary-${what}-${randomBytes(9).toString('hex')}`;
const PLANTED: Record<string, string> = {
  'database password': canary('db'),
  'SSH key': canary('ssh'),
  'SMTP password': canary('smtp'),
  'Slack address': canary('slack'),
};

let at: TestConsole;
let worker: WorkerProcess;
let slow: Rollback;
let runs: Rollback[];
let processes: { pid: number; argv: string; environ: string }[];

beforeAll(async () => {
  at = await openTestConsole();
  const { administrator, engineer } = at.people;
  PLANTED.token = (await makeToken(engineer, { name: 'laptop', days: 30, use: 'everything' })).token;
  PLANTED['secret key'] = env().CONSOLE_SECRET_KEY;
  PLANTED['session secret'] = env().NEXTAUTH_SECRET;
  PLANTED['store password'] = new URL(env().DATABASE_URL).password;
  const webhook = `http://127.0.0.1:1/services/${PLANTED['Slack address']}`;
  const mail = `smtps://console:${PLANTED['SMTP password']}@127.0.0.1:1`;
  await changeChannel(administrator, { key: 'slack', address: '#room', sender: '', secret: webhook });
  await changeChannel(administrator, {
    key: 'email',
    address: 'all@example.com',
    sender: 'c@example.com',
    secret: mail,
  });
  for (const key of ['slack', 'email']) await testChannel(administrator, { key });
  // A run that is looked at while its command runs, one whose database refuses it, and one whose command tells everything.
  slow = await startedRun(at, { procedure: '1.2' });
  runs = [slow];
  for (const procedure of ['1.8', '1.9']) {
    const target = await registerTestTarget(at);
    const run = await startedRun(at, { procedure, target });
    await plant(target);
    runs.push(run);
  }
  worker = await startWorker();
  await until('the command', () => existsSync(join(slow.target.folder, 'pids')), 40_000);
  processes = below(worker.pid);
  await writeFile(join(slow.target.folder, 'go'), '');
  for (const [run, key] of [[runs[1], 'drop'] as const, [runs[2], 'leak'] as const])
    await until(`the end of ${key}`, async () => (await run?.step(key))?.state === 'failed', 40_000);
  await until(
    'an answer of each channel',
    async () => (await db().message.count({ where: { attempts: { gt: 0 } } })) >= 2,
    40_000,
  );
  await anchorHeads();
}, 120_000);
afterAll(async () => {
  await endWorkers();
  await at.close();
});

/** The same target with a password and a key that are nobody's. */
async function plant(target: Awaited<ReturnType<typeof registerTestTarget>>): Promise<void> {
  const url = new URL(at.databaseUrl);
  url.password = PLANTED['database password'] as string;
  const sshKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${PLANTED['SSH key']}\n-----END OPENSSH PRIVATE KEY-----\n`;
  const file = { ...targetFile(at, target), databaseUrl: url.href, sshKey };
  await registerTarget(at.people.administrator, { json: JSON.stringify(file) });
  await writeFile(join(target.folder, 'connection'), `${url.href} ${sshKey}`);
}

/** Every process below one, with what anybody on the machine reads of it, and what its own user does. */
function below(pid: number): typeof processes {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Ended since.
    }
  const isBelow = (one: number | undefined): boolean =>
    one !== undefined && one > 1 && (one === pid || isBelow(parents.get(one)));
  return [...parents.keys()].filter(isBelow).map((one) => ({
    pid: one,
    argv: readFileSync(`/proc/${one}/cmdline`, 'utf8'),
    environ: readFileSync(`/proc/${one}/environ`, 'utf8'),
  }));
}

/** Each form that a secret may take on its way. */
const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  JSON.stringify(secret).slice(1, -1),
];
function expectNone(text: string): void {
  expect(text.length).toBeGreaterThan(20);
  const found = Object.entries(PLANTED).filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)));
  expect(found.map(([what]) => what)).toEqual([]);
}

async function dump(): Promise<string> {
  const { rows } = await at.store.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')`,
  );
  const texts = rows.map(async ({ name }) => {
    const all = await at.store.query(`select coalesce(string_agg(t::text, e'\\n'), '') as all from ${name} t`);
    return all.rows[0].all as string;
  });
  return (await Promise.all(texts)).join('\n');
}

describe('no secret is found', () => {
  it('by a search that would find each of them where it is', () => {
    for (const [what, secret] of Object.entries(PLANTED))
      for (const form of formsOf(secret)) expect(() => expectNone(`somewhere ${form} in a long text`), what).toThrow();
  });

  it('in any row of the store, the queue’s jobs included', async () => {
    const all = await dump();
    expect(all).toContain('1.9');
    expectNone(all);
  });

  it('in the arguments of a command, its helper and the worker, nor in the environment of what it starts', () => {
    expect(processes.length).toBeGreaterThan(2);
    for (const { argv } of processes) expectNone(`${argv} a text that is long enough`);
    const started = processes.filter(({ pid }) => pid !== worker.pid);
    expect(started.some(({ argv }) => argv.includes('slow'))).toBe(true);
    for (const { environ, argv } of started) expectNone(`${argv} ${environ} a text that is long enough`);
  });

  it('in what the worker logged', () => {
    expect(worker.said()).toContain('worker ready');
    expectNone(worker.said());
  });

  it('in a room, a report, its Markdown, an output or a list', async () => {
    const { engineer, administrator, manager } = at.people;
    for (const run of runs) {
      const report = await getReportView(engineer, run.incidentCode);
      expectNone(JSON.stringify([await getRoomView(engineer, run.incidentCode), report]));
      expectNone(renderReportMarkdown(report as NonNullable<typeof report>));
    }
    const leak = await runs[2]?.step('leak');
    const whole = await readWholeOutput(engineer, { stepId: leak?.id as string, epoch: leak?.epoch as number });
    const output = await new Response(whole?.body).text();
    expect(output).toContain('could not connect to ••••••');
    expectNone(output);
    const lists = [
      await listTargets(administrator),
      await getContactsView(administrator),
      await listTokens(administrator),
    ];
    expectNone(JSON.stringify(lists));
    expectNone(JSON.stringify(await listEvents(manager, { chain: '', person: '', type: '', from: '', to: '' })));
  });

  it('in an export of the log, nor in the heads', async () => {
    const { exportId } = await exportAudit(at.people.manager, { chain: '' });
    const made = await readAuditExport(at.people.manager, exportId);
    expectNone(await new Response(made?.body).text());
    expectNone(readFileSync(join(env().CONSOLE_DATA_DIR, 'anchors', 'heads.jsonl'), 'utf8'));
  });

  it('in what the terminal says when the store cannot be reached', () => {
    const gone = new URL(env().DATABASE_URL);
    gone.port = '1';
    const { stdout, stderr } = spawnSync(process.execPath, ['scripts/rollback.mjs', 'status', '--debug'], {
      env: { ...process.env, DATABASE_URL: gone.href, ROLLBACK_TOKEN: PLANTED.token },
      encoding: 'utf8',
    });
    expectNone(`${stdout}${stderr} a text that is long enough`);
  });
});
