// The product as `npm start` runs it, over a store of the bench's own: the web in production mode, the worker with its
// helper, and a target whose commands print.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import getPort from 'get-port';
import { encode } from 'next-auth/jwt';
import pg from 'pg';
import { runbookContentSchema } from '@/lib/contracts/runbook';
import { inventorySchema } from '@/lib/contracts/target';
import type { Me } from '@/lib/contracts/views';
import { decideApproval } from '@/lib/server/approvals/decide-approval';
import { requestApproval } from '@/lib/server/approvals/request-approval';
import { closeStore, db } from '@/lib/server/db';
import { declareIncident } from '@/lib/server/incidents/declare-incident';
import { closeNews } from '@/lib/server/news-hub';
import { hashOf } from '@/lib/server/runbooks/load-runbook';
import { loadSqlCatalogue } from '@/lib/server/runbooks/sql-catalogue';
import { setCurrentRunbook, storeRunbook } from '@/lib/server/runbooks/store-runbook';
import { prepareRun } from '@/lib/server/runs/prepare-run';
import { startRun } from '@/lib/server/runs/start-run';
import { storeTarget } from '@/lib/server/targets/register-target';
import { testRunbook } from '@/lib/server/testing/runbook';
import { until } from '@/lib/server/testing/until';
import { startEmbeddedStore } from '../lib/embedded-store';
import { endProcess } from '../lib/processes';
import { PRINTERS, type Printer } from './output-programs';

/** The web is built at the first start of a version. */
const READY_TIMEOUT_MS = 5 * 60_000;

export type PrintingStep = { stepId: string; code: string; start: () => Promise<void> };
export type OutputProduct = {
  address: string;
  storeUrl: string;
  /** Of somebody who is signed in. */
  cookie: { name: string; value: string };
  /** An approved run of one step that prints, to be started; each in an incident of its own. */
  approve: (printer: Printer) => Promise<PrintingStep>;
  close: () => Promise<void>;
};

export async function openOutputProduct(): Promise<OutputProduct> {
  const folder = mkdtempSync(join(tmpdir(), 'console-bench-output-'));
  const store = await startEmbeddedStore({ folder: join(folder, 'store') });
  const address = `http://localhost:${await getPort()}`;
  Object.assign(process.env, environment(store.url, address, folder));
  const product = await startProduct(address);
  const people = { engineer: await createPerson('engineer'), lead: await createPerson('team_lead') };
  await putRunbookInForce();
  await addTarget(folder, store.url);
  const token = await signIn(people.engineer);
  return {
    address,
    storeUrl: store.url,
    cookie: { name: 'next-auth.session-token', value: token },
    approve: (printer) => approve(people, printer),
    close: async () => {
      await closeNews();
      await closeStore();
      if (product.pid) await endProcess(product.pid, [['SIGTERM', 20_000]]);
      await store.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function environment(storeUrl: string, address: string, folder: string): Record<string, string> {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  return {
    DATABASE_URL: storeUrl,
    NEXTAUTH_SECRET: randomBytes(24).toString('base64'),
    NEXTAUTH_URL: address,
    CONSOLE_SECRET_KEY: randomBytes(32).toString('base64'),
    CONSOLE_DATA_DIR: dataDir,
  };
}

async function startProduct(address: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, PORT: new URL(address).port },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the product did not come up')), READY_TIMEOUT_MS);
    child.once('exit', (code) => reject(new Error(`the product ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('The console is at')) return;
      clearTimeout(timer);
      resolve();
    });
  });
  return child;
}

/** What the sign-in form ends with: a session in the store, and a cookie that names it. */
async function signIn({ id }: Me): Promise<string> {
  const expiresAt = new Date(Date.now() + 12 * 3_600_000);
  const session = await db().authSession.create({ data: { personId: id, expiresAt } });
  return encode({ token: { sid: session.id }, secret: process.env.NEXTAUTH_SECRET ?? '' });
}

async function createPerson(role: 'engineer' | 'team_lead'): Promise<Me> {
  const email = `${role}-${randomUUID().slice(0, 8)}@console.example`;
  // Nobody is on call for the first time: the guide would be drawn into every page.
  const data = { name: role, email, role, passwordHash: 'none', guide: 'ended' };
  const { id, name } = await db().person.create({ data });
  return { id, name, email, role };
}

async function putRunbookInForce(): Promise<void> {
  const { content } = testRunbook('bench-output', await loadSqlCatalogue('sql'));
  const [model] = content.procedures;
  const procedures = Object.keys(PRINTERS).map((key, at) => ({
    ...model,
    key: `9.${at + 1}`,
    title: `Prints: ${key}`,
    branches: [{ key: 'main', title: 'The way', about: 'A way.' }],
    parameters: [],
    steps: [{ step: printingStep(key) }],
  }));
  const measured = runbookContentSchema.parse({ ...content, procedures });
  await storeRunbook(measured, hashOf(measured));
  await setCurrentRunbook(hashOf(measured));
}

function printingStep(key: string) {
  return {
    key,
    title: `Print ${key}`,
    verb: `Print ${key}`,
    about: 'What is measured.',
    estimateSeconds: 5,
    worksWhen: 'it ends well',
    undo: 'nothing to undo',
    timeoutSeconds: 60,
    kind: 'command',
    effect: 'read',
    command: key,
  };
}

async function addTarget(folder: string, databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client
    .query('select (pg_control_system()).system_identifier::text as "systemIdentifier", current_database() as database')
    .finally(() => client.end());
  const commands = Object.entries(PRINTERS).map(([key, text]) => {
    const file = join(folder, `${key}.mjs`);
    writeFileSync(file, text);
    return [key, { host: 'here', argv: [process.execPath, file] }];
  });
  const inventory = inventorySchema.parse({
    hosts: [{ key: 'here', kind: 'local' }],
    endpoints: [],
    commands: Object.fromEntries(commands),
    tools: {},
    baseline: { errorRatePercent: 0, p95Ms: 10, measuredAt: '2026-01-01T00:00:00Z' },
    fingerprint: rows[0],
    vector: 'array',
  });
  await storeTarget({ key: 'bench', name: 'bench', environment: 'sandbox', databaseUrl, inventory }, null);
}

async function approve(people: { engineer: Me; lead: Me }, printer: Printer): Promise<PrintingStep> {
  const { code } = await declareIncident(people.engineer, {
    targetKey: 'bench',
    signals: [{ kind: 'error_rate', value: 400, note: '' }],
    title: 'Measured',
    message: 'We measure.',
    toldBy: ['hotline'],
    requestKey: randomUUID(),
  });
  const procedureKey = `9.${Object.keys(PRINTERS).indexOf(printer) + 1}`;
  const wanted = { incidentCode: code, procedureKey, branch: 'main', parameters: {} };
  const { runId } = await prepareRun(people.engineer, wanted);
  const planHash = await until('a plan', () => readPlanHash(runId), 30_000);
  const { approvalId } = await requestApproval(people.engineer, { runId, planHash, note: '' });
  await decideApproval(people.lead, { approvalId, planHash, verdict: 'approved', reason: 'to measure' });
  const step: PrintingStep = {
    stepId: '',
    code,
    start: async () => {
      await startRun(people.engineer, { runId, planHash, mode: 'to_decision' });
      step.stepId = (await db().step.findFirstOrThrow({ where: { runId }, select: { id: true } })).id;
    },
  };
  return step;
}

async function readPlanHash(runId: string): Promise<string | null> {
  const { planHash, preflight } = await db().run.findUniqueOrThrow({ where: { id: runId } });
  if (!planHash && preflight) throw new Error(`no plan could be made: ${JSON.stringify(preflight)}`);
  return planHash;
}

/** Until the run of this step has ended, so that the next one has the machine for itself. */
export async function untilOver({ stepId }: PrintingStep): Promise<void> {
  const isOver = async () => (await db().step.findUniqueOrThrow({ where: { id: stepId } })).state === 'succeeded';
  await until('the end of the step', isOver, 60_000);
}
