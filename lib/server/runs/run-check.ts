import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckResult } from '@/lib/contracts/plan';
import type { Check, RunbookContent } from '@/lib/contracts/runbook';
import type { RunningCommand } from '@/lib/contracts/side-step';
import { displayArgv } from '@/lib/domain/command-policy';
import { fillNonce } from '@/lib/domain/endpoint-nonce';
import { onEveryHost } from '@/lib/domain/host-answers';
import { areAll, type Pm2Process, wasRestarted } from '@/lib/domain/pm2-list';
import { parseServices } from '@/lib/domain/services';
import { sqlRenderer } from '../runbooks/sql-catalogue';
import { callEndpoint, makeNonce } from '../targets/call-endpoint';
import { executeSql } from '../targets/execute-sql';
import { type ReachableTarget, sqlTargetOf } from '../targets/get-target';
import { linesDigest } from '../targets/lines-digest';
import { lookAtExactProcesses } from './own-processes';
import { askHosts, type HostAnswer, LOOK_TIMEOUT_MS, runBinding } from './run-binding';

export type CheckContext = {
  target: ReachableTarget;
  sql: RunbookContent['sql'];
  /** Names the looker on the target's side. */
  tag: string;
  signal?: AbortSignal;
  /** The name of the effect itself on the far side, for asking what became of it. */
  effectTag?: string;
  /** What is known of each host of a step that runs on several, for a probe. */
  hosts?: { isOk: boolean; isBlind: boolean; text: string; running?: RunningCommand }[];
  /** When the effect began, and each host's process list from before it: what "restarted" is measured against. */
  startedAt?: Date;
  before?: Record<string, Pm2Process[]>;
  /** Times from before the effect, by `timeKeyOf` of the check that asks for a later one: seconds since the epoch. */
  timesBefore?: Record<string, number>;
  /** What the step's own statement answered; only the step itself has it. */
  answer?: { columns: string[]; total: number };
  /** Look once instead of waiting for the check's own time: for a probe of how things stand. */
  isOnce?: boolean;
  /** Fills `{nonce}` of the endpoints called: shared by checks that make up one round trip. */
  nonce?: string;
};
type Seen = Pick<CheckResult, 'isOk' | 'isBlind' | 'did' | 'expected' | 'saw'>;

const PAUSE_MS = 400;

/** Runs one check and says what it did, expected and saw. Checks that carry a time are repeated until they hold or it is over. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  const begun = performance.now();
  const patienceMs = 'withinSeconds' in check && !context.isOnce ? (check.withinSeconds ?? 0) * 1000 : 0;
  let seen = await look(check, context);
  while (!seen.isOk && performance.now() - begun < patienceMs && !context.signal?.aborted) {
    await sleep(PAUSE_MS);
    seen = await look(check, context);
  }
  return { title: check.title, ...seen, tookMs: Math.round(performance.now() - begun) };
}

async function look(check: Check, context: CheckContext): Promise<Seen> {
  switch (check.check) {
    case 'sql':
      return lookBySql(check, context);
    case 'command':
      return lookByCommand(check, context);
    case 'http':
      return lookByHttp(check, context);
    case 'process-restarted':
      return lookAtProcess(check, context);
    case 'answer':
      return lookAtAnswer(check, context);
    case 'processes':
      return lookAtProcesses(check, context);
    case 'exact-processes':
      return lookAtExactProcesses(check, context);
    case 'compare':
      return lookAtBoth(check, context);
  }
}

type SqlCheck = Extract<Check, { check: 'sql' }>;

/** Long lists are what a check is given, and not what people read of it. */
const MAX_WORDS = 200;

async function lookBySql(check: SqlCheck, context: CheckContext): Promise<Seen> {
  const did = `${nameOf(check.file)} ${shortened(Object.values(check.parameters).join(', '))}`.trim();
  const expected =
    'value' in check.expect
      ? check.expect.value
      : 'rows' in check.expect
        ? `${check.expect.rows} rows`
        : 'a later time';
  const result = await runSqlCheck(check, context);
  if (result.ending !== 'succeeded')
    return { isOk: false, isBlind: true, did, expected, saw: result.error ?? result.ending };
  const first = result.rows[0]?.[0] ?? 'no row';
  if ('isLater' in check.expect) return { did, ...judgeLater(Number(first), check, context) };
  const saw = 'value' in check.expect ? first : `${result.total} rows`;
  return { isOk: saw === expected, did, expected, saw };
}

const nameOf = (file: string) => file.replace(/^.*\//, '').replace('.sql', '');
const shortened = (text: string) => (text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text);

async function runSqlCheck(
  check: Pick<SqlCheck, 'file' | 'parameters' | 'connect'>,
  { target, sql, tag, signal }: CheckContext,
) {
  const statement = (await sqlRenderer(sql))(check.file, check.parameters);
  const options = { timeoutMs: LOOK_TIMEOUT_MS, applicationName: tag, signal, readOnly: true };
  return executeSql(sqlTargetOf(target, check.connect), statement, options);
}

/** Measured against the target's own clock where it was read before; the console's clock may be another. */
function judgeLater(seconds: number, check: SqlCheck, { timesBefore, startedAt }: CheckContext) {
  const before = timesBefore?.[timeKeyOf(check)] ?? (startedAt ? startedAt.getTime() / 1000 : Number.NaN);
  const words = (at: number) => (Number.isFinite(at) ? new Date(at * 1000).toISOString() : 'no time');
  return { isOk: seconds > before, expected: `later than ${words(before)}`, saw: words(seconds) };
}

const timeKeyOf = (check: SqlCheck) => JSON.stringify([check.file, check.connect, check.parameters]);

/** What checks for a later time are measured against, read in the moment before the effect. */
export async function readTimesBefore(
  checks: readonly Check[],
  context: CheckContext,
): Promise<CheckContext['timesBefore']> {
  const times: Record<string, number> = {};
  for (const check of checks) {
    if (check.check !== 'sql' || !('isLater' in check.expect)) continue;
    const seconds = Number((await runSqlCheck(check, context)).rows[0]?.[0]);
    if (Number.isFinite(seconds)) times[timeKeyOf(check)] = seconds;
  }
  return times;
}

async function lookAtAnswer({ expect }: Extract<Check, { check: 'answer' }>, { answer }: CheckContext): Promise<Seen> {
  const columns = expect.columns?.join(', ');
  const rows = `at least ${expect.minRows} rows`;
  const base = { did: 'the answer of the statement', expected: columns ? `${columns}, ${rows}` : rows };
  if (!answer) return { ...base, isOk: false, isBlind: true, saw: 'only the step itself sees what it answers' };
  const seen = answer.columns.join(', ');
  const isOk = answer.total >= expect.minRows && (columns === undefined || columns === seen);
  return { ...base, isOk, saw: columns ? `${seen}, ${answer.total} rows` : `${answer.total} rows` };
}

type CommandCheck = Extract<Check, { check: 'command' }>;

async function lookByCommand(check: CommandCheck, context: CheckContext): Promise<Seen> {
  const timeoutMs = check.timeoutSeconds && check.timeoutSeconds * 1000;
  const { argv, answers } = await askHosts(context, check.command, check.arguments, timeoutMs);
  const did = displayArgv(argv);
  return onEveryHost(answers.map(({ host, result }) => ({ host, seen: judgeCommand(check.expect, did, result) })));
}

function judgeCommand(expect: CommandCheck['expect'], did: string, result: HostAnswer['result']): Seen {
  const stdout = result.stdout.trim();
  const isBlind = ('exitCode' in expect ? result.ending !== 'exited' : result.exitCode !== 0) || undefined;
  if ('exitCode' in expect)
    return {
      isOk: result.exitCode === expect.exitCode,
      isBlind,
      did,
      expected: `exit code ${expect.exitCode}`,
      saw: `exit code ${result.exitCode ?? result.ending}`,
    };
  const failed =
    result.exitCode === 0
      ? null
      : `${result.ending === 'exited' ? `exit code ${result.exitCode}` : result.ending}: ${firstLine(result.stderr || result.error || '')}`;
  if ('stdout' in expect)
    return {
      isOk: !failed && stdout === expect.stdout.trim(),
      isBlind,
      did,
      expected: expect.stdout.trim() || 'no output',
      saw: failed ?? (firstLine(stdout) || 'no output'),
    };
  if ('linesDigest' in expect) {
    const digest = linesDigest(stdout);
    return {
      isOk: !failed && digest === expect.linesDigest,
      isBlind,
      did,
      expected: `SHA-256 ${expect.linesDigest}`,
      saw: failed ?? `SHA-256 ${digest}`,
    };
  }
  return {
    isOk: !failed && stdout.includes(expect.stdoutContains),
    isBlind,
    did,
    expected: `output with "${expect.stdoutContains}"`,
    saw: failed ?? firstLine(stdout),
  };
}

async function lookByHttp(
  check: Extract<Check, { check: 'http' }>,
  { target, signal, nonce = makeNonce() }: CheckContext,
): Promise<Seen> {
  const found = target.inventory.endpoints.find((e) => e.key === check.endpoint);
  if (!found)
    return { isOk: false, did: check.endpoint, expected: 'an endpoint of the inventory', saw: 'none with this key' };
  const endpoint = fillNonce(found, nonce);
  const answer = await callEndpoint(endpoint, { signal });
  const values = Object.entries(endpoint.expectJson ?? {}).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return {
    isOk: answer.isOk,
    did: `${endpoint.method} ${endpoint.url}`,
    expected: `${[endpoint.expectStatus, ...values].join(', ')} within ${endpoint.timeoutMs / 1000} s`,
    saw: answer.sentence,
  };
}

async function lookAtProcess(
  check: Extract<Check, { check: 'process-restarted' }>,
  context: CheckContext,
): Promise<Seen> {
  const { argv, answers } = await askHosts(context, check.command, {});
  const seen = answers.map(({ host, result }) => {
    const since = { before: context.before?.[host], startedAt: context.startedAt };
    return { host, seen: wasRestarted(parseServices(result.stdout), check.process, since) };
  });
  return { ...onEveryHost(seen), did: displayArgv(argv), expected: `${check.process} online and started anew` };
}

async function lookAtProcesses(check: Extract<Check, { check: 'processes' }>, context: CheckContext): Promise<Seen> {
  const { argv, answers } = await askHosts(context, check.command, {});
  const did = displayArgv(argv);
  const expected = check.expect === 'all-online' ? 'every process online' : 'no process online';
  const judge = (result: HostAnswer['result']): Seen =>
    result.exitCode === 0
      ? { ...areAll(parseServices(result.stdout), check.expect), did, expected }
      : { isOk: false, isBlind: true, did, expected, saw: firstLine(result.stderr || result.error || '') };
  return onEveryHost(answers.map(({ host, result }) => ({ host, seen: judge(result) })));
}

async function lookAtBoth(
  { counted, against, expect }: Extract<Check, { check: 'compare' }>,
  context: CheckContext,
): Promise<Seen> {
  const { argv, result } = await runBinding(context, against.command, against.arguments);
  const rows = await runSqlCheck(counted, context);
  const did = `${nameOf(counted.file)} ${Object.values(counted.parameters).join(', ')}, and ${displayArgv(argv)}`;
  const wanted = expect === 'equal' ? 'exactly' : 'at least';
  const [one, other] = [rows.rows[0]?.[0] ?? '', result.stdout.trim() || '0'];
  if (rows.ending !== 'succeeded' || result.exitCode !== 0 || !/^\d+$/.test(one) || !/^\d+$/.test(other)) {
    const saw = rows.error ?? (firstLine(result.stderr || result.error || '') || 'no number');
    return { isOk: false, isBlind: true, did, expected: `${wanted} as many as the command counts`, saw };
  }
  const isOk = expect === 'equal' ? BigInt(one) === BigInt(other) : BigInt(one) >= BigInt(other);
  return { isOk, did, expected: `${wanted} ${other}`, saw: one };
}

/** Each host's process list as it is before a step that restarts something, where the step's checks will ask for it. */
export async function listBefore(checks: readonly Check[], context: CheckContext): Promise<CheckContext['before']> {
  const check = checks.find((c) => c.check === 'process-restarted');
  if (check?.check !== 'process-restarted') return undefined;
  const { answers } = await askHosts(context, check.command, {});
  return Object.fromEntries(answers.map(({ host, result }) => [host, parseServices(result.stdout)]));
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 300) ?? '';
}
