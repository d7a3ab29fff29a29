import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportView } from '@/lib/contracts/report-view';
import { renderReportMarkdown } from '@/lib/domain/render-report';
import { reportPdf } from '@/lib/domain/report-pdf';
import { toActionError } from '../action-error';
import { anchorHeads } from '../audit/anchor-head';
import { exportAudit } from '../audit/export-audit';
import { listEvents } from '../audit/list-events';
import { readAuditExport } from '../audit/read-export';
import { listTokens, makeToken } from '../auth/tokens';
import { db } from '../db';
import { env } from '../env';
import { eventStream } from '../event-stream';
import { getRoomView } from '../incidents/get-room-view';
import { changeChannel, testChannel } from '../messages/change-channel';
import { type MailServer, openMailServer, openRoom, type Room } from '../messages/channel-servers.fixture';
import { getContactsView } from '../messages/get-contacts-view';
import { getReportView } from '../reports/get-report-view';
import { makePdf } from '../reports/make-pdf';
import { readWholeOutput } from '../runs/download-output';
import { connectChannels, deliver } from '../testing/channels';
import { wordsOfPdf } from '../testing/pdf-words';
import { openPushConsole, type PushConsole } from '../testing/push-console';
import { type Rollback, registerTestTarget, requestedRun, startedRun, targetFile } from '../testing/rollback';
import type { TestConsole } from '../testing/test-console';
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

let pushing: PushConsole;
let at: TestConsole;
let mail: MailServer;
let room: Room;
let sessionId: string;
let worker: WorkerProcess;
let slow: Rollback;
let runs: Rollback[];
let processes: { pid: number; argv: string; environ: string }[];

beforeAll(async () => {
  [pushing, mail, room] = await Promise.all([openPushConsole(), openMailServer(), openRoom()]);
  at = pushing.at;
  const { administrator, engineer, lead } = at.people;
  PLANTED['address of a browser'] = canary('browser');
  sessionId = await pushing.switchOn(lead, PLANTED['address of a browser']);
  PLANTED['key that signs pushes'] = env().CONSOLE_PUSH_KEY as string;
  PLANTED['room that is reached'] = new URL(room.url).pathname.slice(1);
  PLANTED.token = (await makeToken(engineer, { name: 'laptop', days: 30, use: 'everything' })).token;
  PLANTED['secret key'] = env().CONSOLE_SECRET_KEY;
  PLANTED['session secret'] = env().NEXTAUTH_SECRET;
  PLANTED['store password'] = new URL(env().DATABASE_URL).password;
  const webhook = `http://127.0.0.1:1/services/${PLANTED['Slack address']}`;
  const smtp = `smtps://console:${PLANTED['SMTP password']}@127.0.0.1:1`;
  await changeChannel(administrator, { key: 'slack', address: '#room', sender: '', secret: webhook });
  await changeChannel(administrator, {
    key: 'email',
    address: 'all@example.com',
    sender: 'c@example.com',
    secret: smtp,
  });
  for (const key of ['slack', 'email']) await testChannel(administrator, { key });
  await requestedRun(at);
  await pushing.push();
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
  await endWorkers();
  // The same messages once more, to channels that take them.
  await connectChannels(mail, room);
  await db().message.updateMany({ where: { state: 'queued' }, data: { nextAttemptAt: new Date(0) } });
  await deliver();
  await anchorHeads();
}, 120_000);
afterAll(async () => {
  await endWorkers();
  await Promise.all([pushing.close(), mail.close(), room.close()]);
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
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
  const parents = new Map(all.map((one) => [one.pid, one.parent]));
  const isBelow = (one: number | undefined): boolean =>
    one !== undefined && one > 1 && (one === pid || isBelow(parents.get(one)));
  return all.filter((one) => isBelow(one.pid));
}

/** Nothing of one that has ended since it was listed, or is somebody else's. */
function readProcess(pid: number): { pid: number; parent: number; argv: string; environ: string }[] {
  const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  try {
    const stat = read('stat');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return [{ pid, parent, argv: read('cmdline'), environ: read('environ') }];
  } catch {
    return [];
  }
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

/** All that a browser is sent of what has happened until now, as it comes over the line. */
async function framesOf(session: string): Promise<string> {
  const gone = new AbortController();
  const newest = await db().event.findFirstOrThrow({ orderBy: { id: 'desc' } });
  const stream = await eventStream({ after: 0n, signal: gone.signal, sessionId: session });
  const decoder = new TextDecoder();
  let said = '';
  for await (const chunk of stream) {
    said += decoder.decode(chunk, { stream: true });
    if (said.includes(`id: ${newest.id}\n`)) break;
  }
  gone.abort();
  return said;
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
    // A worker that runs from its sources has a compiler beside it, which is of the console and in no product.
    const started = processes.filter(({ pid, argv }) => pid !== worker.pid && !argv.includes('/esbuild'));
    expect(started.some(({ argv }) => argv.includes('slow'))).toBe(true);
    for (const { environ, argv } of started) expectNone(`${argv} ${environ} a text that is long enough`);
  });

  it('in what the worker logged', () => {
    expect(worker.said()).toContain('worker ready');
    expectNone(worker.said());
  });

  it('in a room, a report, its Markdown, its PDF, an output or a list', async () => {
    const { engineer, administrator, manager } = at.people;
    for (const run of runs) {
      const report = await getReportView(engineer, run.incidentCode);
      expectNone(JSON.stringify([await getRoomView(engineer, run.incidentCode), report]));
      expectNone(renderReportMarkdown(report as ReportView));
    }
    // The file takes longest: of the run whose command told everything.
    const code = runs[2]?.incidentCode as string;
    const words = wordsOfPdf(await makePdf(reportPdf((await getReportView(engineer, code)) as ReportView, 'UTC')));
    expect(words).toContain(code);
    // A line of a page ends where it is full.
    expectNone(`${words} ${words.replaceAll(/\s/g, '')}`);
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

  it('in a mail, a message to a room or a push, as whoever gets it reads it', () => {
    expect(mail.mails.length).toBeGreaterThan(0);
    expect(room.posts.length).toBeGreaterThan(0);
    expectNone(JSON.stringify(mail.mails));
    expectNone(JSON.stringify(room.posts));
    expect(pushing.service.pushed.length).toBeGreaterThan(0);
    expectNone(JSON.stringify(pushing.service.pushed.map(({ payload }) => payload)));
  });

  it('in any frame of an open stream', async () => {
    const frames = await framesOf(sessionId);
    expect(frames).toContain('step.failed');
    expectNone(frames);
  });

  it('in what is said of an error that nobody expected, whatever it quotes', () => {
    for (const [what, secret] of Object.entries(PLANTED))
      expectNone(JSON.stringify(toActionError(new Error(`${what}: ${secret} was refused`))));
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
