import { describe, expect, it } from 'vitest';
import type { CheckResult } from '@/lib/contracts/plan';
import { type Check, checkSchema, criterionSchema } from '@/lib/contracts/runbook';
import { endpointSchema } from '@/lib/contracts/target';
import { combineResults, settlerOf } from './criteria';

const http = (endpoint: string): Check => checkSchema.parse({ check: 'http', title: endpoint, endpoint });
const sql = checkSchema.parse({ check: 'sql', title: 'one', file: 'verify/select-1.sql', expect: { value: '1' } });
const command = checkSchema.parse({ check: 'command', title: 'x', command: 'count', expect: { exitCode: 0 } });
const endpoint = (key: string, over = {}) =>
  endpointSchema.parse({ key, title: key, url: `http://127.0.0.1/${key}`, ...over });
const criterion = (over: Record<string, unknown>) =>
  criterionSchema.parse({ key: 'c', group: 'technical', title: 'It works', ...over });

const runbook = (over: Record<string, unknown> = {}) =>
  ({
    immediate: [{ key: 'health', check: http('health') }],
    comprehensive: [
      { key: 'files', title: 'File uploads', checks: [http('file-upload'), http('file-download')] },
      { key: 'database', title: 'Database connection', checks: [sql] },
      { key: 'traces', title: 'Traces', checks: [command] },
    ],
    criteria: [],
    ...over,
  }) as unknown as Parameters<typeof settlerOf>[2];
const target = (endpoints: string[], commands: string[] = []) => ({
  endpoints: endpoints.map((key) => endpoint(key)),
  commands: Object.fromEntries(commands.map((key) => [key, { host: 'here', argv: ['true'] }])),
});

describe('the machine measures a check', () => {
  it.each([
    ['comprehensive', 'files', target(['file-upload', 'file-download'])],
    ['comprehensive', 'database', target([])],
    ['comprehensive', 'traces', target([], ['count'])],
    ['immediate', 'health', target(['health'])],
  ] as const)('of %s: %s, where the target has all that it calls', (group, key, inventory) => {
    expect(settlerOf(group, key, runbook(), inventory)).toEqual({ by: 'machine' });
  });

  it.each([
    ['comprehensive', 'files', 'The target has no endpoint file-download.'],
    ['comprehensive', 'traces', 'The target has no command count.'],
    ['immediate', 'health', 'The target has no endpoint health.'],
    ['immediate', 'left', 'The runbook in force does not have it any more.'],
  ] as const)('of %s: %s, not where something is missing, and a person hears why', (group, key, because) => {
    expect(settlerOf(group, key, runbook(), target(['file-upload']))).toEqual({ by: 'person', because });
  });

  it.each<[Record<string, unknown>, ReturnType<typeof target>, ReturnType<typeof settlerOf>]>([
    [{ measure: 'person' }, target(['health']), { by: 'person', because: null }],
    [{ measure: 'queries-answer' }, target([]), { by: 'machine' }],
    [{ measure: 'endpoints-within-5s' }, target(['health']), { by: 'machine' }],
    [{ measure: 'endpoints-within-5s' }, target([]), { by: 'person', because: 'The target has no endpoints to call.' }],
    [{ measure: 'uptime-above-99' }, target(['health']), { by: 'machine' }],
    [
      { measure: 'uptime-above-99' },
      target([]),
      { by: 'person', because: 'None of the target’s endpoints is probed.' },
    ],
    [{ measure: 'line', line: 'database' }, target([]), { by: 'machine' }],
    [
      { measure: 'line', line: 'files' },
      target(['file-upload']),
      { by: 'person', because: 'The target has no endpoint file-download.' },
    ],
    [{ measure: 'log-without-critical', command: 'log', critical: ['ERROR'] }, target([], ['log']), { by: 'machine' }],
    [
      { measure: 'log-without-critical', command: 'log', critical: ['ERROR'] },
      target([]),
      { by: 'person', because: 'The target has no command log.' },
    ],
  ])('a criterion %o', (over, inventory, settler) => {
    expect(settlerOf('criteria', 'c', runbook({ criteria: [criterion(over)] }), inventory)).toEqual(settler);
  });
});

describe('a line', () => {
  const part = (title: string, isOk = true): CheckResult => ({
    title,
    did: 'GET /',
    expected: '200',
    saw: isOk ? '200' : '500',
    isOk,
    tookMs: 5,
  });

  it('of one check is that check, by the line’s name', () => {
    expect(combineResults('Core tables', [part('each can be read')])).toEqual({ ...part('Core tables') });
  });

  it('is OK where each part is, and keeps them', () => {
    const whole = combineResults('Files', [part('up'), part('down')]);
    expect(whole).toMatchObject({ title: 'Files', isOk: true, saw: 'all 2 OK', tookMs: 10 });
    expect(whole.parts).toHaveLength(2);
  });

  it('fails by the name of each part that did', () => {
    expect(combineResults('Files', [part('up'), part('down', false)])).toMatchObject({
      isOk: false,
      saw: '1 of 2 failed: down',
    });
  });
});
