import { beforeAll, describe, expect, it } from 'vitest';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { readShippedRunbook } from '../testing/shipped-runbook';
import { hashOf } from './load-runbook';

let runbook: RunbookContent;
let hash: string;

beforeAll(async () => {
  ({ runbook, hash } = await readShippedRunbook());
});

/** What each is made of is asserted in the file of its phase. "ours": the guide gives no estimate. */
type Row = [key: string, title: string, phase: number, level: number | undefined, minutes: [number, number], 'ours'?];
const PROCEDURES: Row[] = [
  ['1.1', 'Code deployment', 1, 1, [2, 5]],
  ['1.2', 'Index removal', 1, 2, [5, 15]],
  ['1.3', 'Migration 803b93aca2d2', 1, undefined, [5, 15], 'ours'],
  ['1.4', 'Full database restore', 1, 3, [30, 60]],
  ['2.1', 'Vector indexes', 2, undefined, [10, 30]],
  ['2.2', 'pgvector configuration', 2, undefined, [10, 30], 'ours'],
  ['3.1', 'Migration state', 3, undefined, [15, 30], 'ours'],
  ['4.1', 'Monitoring', 4, undefined, [5, 10], 'ours'],
  ['4.2', 'Connection pooling', 4, undefined, [5, 15], 'ours'],
  ['5.1', 'Full system rollback', 5, undefined, [45, 90], 'ours'],
];

describe("the guide's own facts", () => {
  // biome-ignore format: a table reads by its rows
  const facts: [name: string, read: () => unknown, fact: unknown][] = [
    ['version', () => runbook.label, '1.0'],
    ['date', () => runbook.dated, '2025-08-25'],
    ['next review', () => runbook.nextReview, '2025-09-25'],
    ['owner', () => runbook.owner, 'Database Optimization Team'],
    ['severities', () => runbook.matrix.map((row) => row.severity), ['critical', 'high', 'medium', 'low']],
    ['response in minutes', () => runbook.matrix.map((row) => row.respondMinutes && [row.respondMinutes.from, row.respondMinutes.to]), [[0, 5], [5, 15], [15, 60], null]],
    ['pace', () => runbook.matrix.map((row) => row.pace), ['immediate', 'fast', 'standard', 'planned, next maintenance window']],
    ['approval', () => runbook.matrix.map((row) => row.approval), ['executive', 'team_lead', 'developer', 'standard']],
    ['critical triggers', () => runbook.matrix[0]?.triggers.map((t) => [t.signal, t.above]), [['data_corruption', undefined], ['error_rate', 90]]],
    ['high trigger', () => runbook.matrix[1]?.triggers.map((t) => [t.signal, t.above]), [['slowdown', 300]]],
    ['medium trigger', () => runbook.matrix[2]?.triggers.map((t) => t.signal), ['feature_failing']],
    ['low trigger', () => runbook.matrix[3]?.triggers.map((t) => t.signal), ['minor_slowness']],
    [
      'contacts',
      () => runbook.contacts.map((contact) => [contact.name, contact.notifiedFor]),
      [
        ['Database Team Lead', 'every rollback, at once'],
        ['Backend Team Lead', 'code-related rollbacks'],
        ['DevOps Team Lead', 'infrastructure issues'],
        ['Product Owner', 'business-impact assessment'],
        ['Executive Team', 'critical approval, complete system failure'],
      ],
    ],
    ['who always hears', () => runbook.contacts.filter((c) => c.when.always).map((c) => c.name), ['Database Team Lead']],
    ['channels', () => runbook.channels.map((c) => [c.kind, c.address]), [['slack', '#replyx-emergency'], ['email', 'emergency-db@replyx.com'], ['hotline', '']]],
    ['internal message', () => runbook.messages.internal.fields.map((f) => f.field), ['phase', 'severity', 'target', 'eta', 'status', 'actions', 'next_update', 'contact']],
    ['internal heading', () => runbook.messages.internal.heading, 'Database rollback in progress'],
    ['customer message', () => runbook.messages.customer.fields.map((f) => f.field), ['impact', 'estimated_resolution', 'workaround']],
    ['customer message, words', () => [runbook.messages.customer.heading, runbook.messages.customer.opening, runbook.messages.customer.closing], ['Service update', expect.stringMatching(/technical difficulty.*working on it/), expect.stringMatching(/every 30 minutes until it is resolved.*[Tt]hank/)]],
    ['updates', () => [runbook.messages.internal.everyMinutes, runbook.messages.customer.everyMinutes, runbook.messages.warnMinutes], [30, 30, 5]],
    ['who hears of a missed update first', () => runbook.messages.missed[0], ['database-team-lead']],
    ['immediate checks in order', () => runbook.immediate.map((i) => i.key), ['health', 'select-1', 'assistants-stats', 'dialogs-recent', 'telegram-webhook']],
    ['technical criteria', () => runbook.criteria.filter((c) => c.group === 'technical').length, 6],
    ['business criteria', () => runbook.criteria.filter((c) => c.group === 'business').length, 5],
    ['escalation levels', () => runbook.escalation.map((e) => [e.level, e.when, e.clock.minutes]), [[1, 'the basic rollback fails', 15], [2, 'the database restore fails', 30], [3, 'complete system failure', 60]]],
    ['who hears of a level', () => runbook.escalation.map((e) => e.notify), [['database-team-lead'], ['devops-team-lead', 'database-team-lead'], ['executive-team']]],
    ['options of a level', () => runbook.escalation.map((e) => e.options.map((o) => o.title)), [['Another rollback strategy', 'Restore part of the system', 'Outside vendor'], ['Cloud backup', 'Disaster-recovery site', 'Emergency maintenance mode'], ['Full disaster recovery', 'Customer communication plan', 'Outside crisis management']]],
    ['what the machine measures', () => runbook.criteria.filter((c) => c.measure !== 'person').map((c) => c.title), ['Every API endpoint answers within 5 s', 'Queries run without errors', "No critical errors in the application's log", 'Telegram sends and receives', 'Authentication works', 'Files go up and come down', 'Uptime is back above 99 %']],
    ['the six lines', () => runbook.comprehensive.map((line) => line.title), ['Database connection', 'Core tables accessible', 'API endpoints responding', 'Telegram webhooks', 'File uploads', 'User authentication']],
    ['the benchmark in minutes', () => runbook.baseline.minutes, 10],
    ['the timed queries', () => runbook.baseline.queries.map((query) => query.title), ['Messages of dialog 1', 'Assistants of user 1', 'Assistants in figures', 'Recent dialogs', 'Vector search']],
    ['drill weeks', () => runbook.drills.weeks.map((w) => [w.week, w.title]), [[1, 'Phase 1'], [2, 'Phase 2'], [3, 'Phase 3'], [4, 'The full system']]],
    ['drilled in turn', () => runbook.drills.weeks.map((w) => w.procedures), [['1.1', '1.2', '1.3', '1.4'], ['2.1', '2.2'], ['3.1'], ['5.1']]],
    ['drill checklist', () => runbook.drills.checklist.map((line) => line.title), ['Environment prepared', 'Team notified', 'Procedures executed', 'Performance verified', 'Documentation updated', 'Lessons captured', 'Next drill scheduled']],
    ['drill faults', () => Object.fromEntries(runbook.drills.exercises.map((e) => [e.procedure, e.fault])), { '1.1': 'bad-deploy', '1.2': 'slow-database', '1.3': 'slow-database', '1.4': 'corrupted-rows', '2.1': 'slow-vector', '2.2': 'tight-settings', '3.1': 'failing-telegram', '4.1': 'blocking-transaction', '4.2': 'exhausted-connections', '5.1': 'slow-database' }],
  ];
  it.each(facts)('%s', (_name, read, fact) => {
    expect(read()).toEqual(fact);
  });
});

it("has exactly the guide's nine procedures and the full rollback, each by its name, phase, level and estimate", () => {
  const found = runbook.procedures.map(({ key, title, phase, level, estimateMinutes: { from, to, isOurs } }) => [
    ...[key, title, phase, level, [from, to]],
    ...(isOurs ? ['ours'] : []),
  ]);
  expect(found).toEqual(PROCEDURES);
});

describe('what is stored', () => {
  it('holds the SQL that the runbook uses, and no other', () => {
    const { sql, ...rest } = runbook;
    const used = [...JSON.stringify(rest).matchAll(/"file":"((?:preflight|rollback|verify)\/[^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(Object.keys(sql)).toEqual([...new Set(used)].sort());
  });

  it('has a hash that the order of keys does not change, and any word does', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(Object.fromEntries(Object.entries(runbook).reverse()) as RunbookContent)).toBe(hash);
    expect(hashOf({ ...runbook, owner: 'Someone else' })).not.toBe(hash);
  });
});
