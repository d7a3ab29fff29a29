import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckResult } from '@/lib/contracts/plan';
import type { Check, RunbookContent } from '@/lib/contracts/runbook';
import { displayArgv, renderArgv } from '@/lib/domain/command-policy';
import { fillNonce } from '@/lib/domain/endpoint-nonce';
import { type Pm2Process, parsePm2List, wasRestarted } from '@/lib/domain/pm2-list';
import { sqlRenderer } from '../runbooks/sql-catalogue';
import { callEndpoint, makeNonce } from '../targets/call-endpoint';
import { executeSql } from '../targets/execute-sql';
import { type ReachableTarget, sqlTargetOf } from '../targets/get-target';
import { lookOnHost } from '../targets/run-on-host';

export type CheckContext = {
  target: ReachableTarget;
  sql: RunbookContent['sql'];
  /** Names the looker on the target's side. */
  tag: string;
  signal?: AbortSignal;
  /** The name of the effect itself on the far side, for asking what became of it. */
  effectTag?: string;
  /** When the effect began, and the process list from before it: what "restarted" is measured against. */
  startedAt?: Date;
  before?: Pm2Process[];
  /** Look once instead of waiting for the check's own time: for a probe of how things stand. */
  isOnce?: boolean;
  /** Fills `{nonce}` of the endpoints called: shared by checks that make up one round trip. */
  nonce?: string;
};
type Seen = Pick<CheckResult, 'isOk' | 'isBlind' | 'did' | 'expected' | 'saw'>;

const LOOK_TIMEOUT_MS = 15_000;
const PAUSE_MS = 400;

/** Runs one check and says what it did, expected and saw. Checks that carry a time are repeated until they hold or it is over. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  const begun = performance.now();
  const patienceMs = 'withinSeconds' in check && !context.isOnce ? check.withinSeconds * 1000 : 0;
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
  }
}

async function lookBySql(
  check: Extract<Check, { check: 'sql' }>,
  { target, sql, tag, signal }: CheckContext,
): Promise<Seen> {
  const statement = (await sqlRenderer(sql))(check.file, check.parameters);
  const expected = 'value' in check.expect ? check.expect.value : `${check.expect.rows} rows`;
  const did =
    `${check.file.replace(/^.*\//, '').replace('.sql', '')} ${Object.values(check.parameters).join(', ')}`.trim();
  const result = await executeSql(sqlTargetOf(target, check.connect), statement, {
    timeoutMs: LOOK_TIMEOUT_MS,
    applicationName: tag,
    signal,
    readOnly: true,
  });
  if (result.ending !== 'succeeded')
    return { isOk: false, isBlind: true, did, expected, saw: result.error ?? result.ending };
  const saw = 'value' in check.expect ? (result.rows[0]?.[0] ?? 'no row') : `${result.total} rows`;
  return { isOk: saw === expected, did, expected, saw };
}

async function lookByCommand(check: Extract<Check, { check: 'command' }>, context: CheckContext): Promise<Seen> {
  const { argv, result } = await runBinding(context, check.command, check.arguments);
  const did = displayArgv(argv);
  const stdout = result.stdout.trim();
  const isBlind = ('exitCode' in check.expect ? result.ending !== 'exited' : result.exitCode !== 0) || undefined;
  if ('exitCode' in check.expect)
    return {
      isOk: result.exitCode === check.expect.exitCode,
      isBlind,
      did,
      expected: `exit code ${check.expect.exitCode}`,
      saw: `exit code ${result.exitCode ?? result.ending}`,
    };
  const failed =
    result.exitCode === 0
      ? null
      : `${result.ending === 'exited' ? `exit code ${result.exitCode}` : result.ending}: ${firstLine(result.stderr || result.error || '')}`;
  if ('stdout' in check.expect)
    return {
      isOk: !failed && stdout === check.expect.stdout.trim(),
      isBlind,
      did,
      expected: check.expect.stdout.trim() || 'no output',
      saw: failed ?? (firstLine(stdout) || 'no output'),
    };
  return {
    isOk: !failed && stdout.includes(check.expect.stdoutContains),
    isBlind,
    did,
    expected: `output with "${check.expect.stdoutContains}"`,
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
  const { argv, result } = await runBinding(context, check.command, {});
  const verdict = wasRestarted(parsePm2List(result.stdout), check.process, {
    before: context.before,
    startedAt: context.startedAt,
  });
  return { ...verdict, did: displayArgv(argv), expected: `${check.process} online and started anew` };
}

/** Runs one of the target's bindings for a look, without anything being shown live. */
export async function runBinding({ target, tag, signal }: CheckContext, key: string, args: Record<string, string>) {
  const binding = target.inventory.commands[key];
  if (!binding) throw new Error(`the inventory has no command ${key}`);
  const argv = renderArgv(binding.argv, args);
  const result = await lookOnHost(target, { ...binding, argv }, { timeoutMs: LOOK_TIMEOUT_MS, tag, signal });
  return { argv, result };
}

/** The process list as it is before a step that restarts something, where the step's checks will ask for it. */
export async function listBefore(checks: readonly Check[], context: CheckContext): Promise<Pm2Process[] | undefined> {
  const check = checks.find((c) => c.check === 'process-restarted');
  if (check?.check !== 'process-restarted') return undefined;
  return parsePm2List((await runBinding(context, check.command, {})).result.stdout);
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 300) ?? '';
}
