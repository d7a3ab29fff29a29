import { beforeAll, describe, expect, it } from 'vitest';
import type { Procedure, RunbookContent } from '@/lib/contracts/runbook';
import { hashOf, loadRunbook } from './load-runbook';

const ROOT = new URL('../../../', import.meta.url).pathname;
let runbook: RunbookContent;
let hash: string;

beforeAll(async () => {
  ({ content: runbook, hash } = await loadRunbook(`${ROOT}runbooks/replyx`, `${ROOT}sql`));
});

const procedure = (key: string) => runbook.procedures.find((candidate) => candidate.key === key) as Procedure;
const stepsOf = (key: string, branch?: string) =>
  procedure(key)
    .steps.filter((s) => s.branch === branch)
    .map((s) => s.step);
const DROP_ORDER = [
  'idx_knowledge_embeddings_ivfflat',
  'idx_messages_dialog_timestamp',
  'idx_assistants_user_active_created',
  'idx_dialogs_assistant_started',
  'idx_embeddings_assistant_importance',
  'idx_users_email_active',
  'idx_documents_user_upload_date',
  'idx_user_knowledge_assistant_importance',
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
    ['immediate checks in order', () => runbook.immediate.map((i) => i.key), ['health', 'select-1', 'assistants-stats', 'dialogs-recent', 'telegram-webhook']],
    ['technical criteria', () => runbook.criteria.filter((c) => c.group === 'technical').length, 6],
    ['business criteria', () => runbook.criteria.filter((c) => c.group === 'business').length, 5],
    ['escalation levels', () => runbook.escalation.map((e) => [e.level, e.when, e.clock.minutes]), [[1, 'the basic rollback fails', 15], [2, 'the database restore fails', 30], [3, 'complete system failure', 60]]],
    ['who hears of a level', () => runbook.escalation.map((e) => e.notify), [['database-team-lead'], ['devops-team-lead', 'database-team-lead'], ['executive-team']]],
    ['options of a level', () => runbook.escalation.map((e) => e.options.map((o) => o.title)), [['Another rollback strategy', 'Restore part of the system', 'Outside vendor'], ['Cloud backup', 'Disaster-recovery site', 'Emergency maintenance mode'], ['Full disaster recovery', 'Customer communication plan', 'Outside crisis management']]],
    ['procedures', () => runbook.procedures.map((p) => p.key), ['1.1', '1.2', '5.1']],
    ['phases and levels', () => runbook.procedures.map((p) => [p.phase, p.level]), [[1, 1], [1, 2], [5, undefined]]],
    ['what the machine measures', () => runbook.criteria.filter((c) => c.measure !== 'person').map((c) => c.title), ['Every API endpoint answers within 5 s', 'Queries run without errors', "No critical errors in the application's log", 'Telegram sends and receives', 'Authentication works', 'Files go up and come down', 'Uptime is back above 99 %']],
    ['the six lines', () => runbook.comprehensive.map((line) => line.title), ['Database connection', 'Core tables accessible', 'API endpoints responding', 'Telegram webhooks', 'File uploads', 'User authentication']],
    ['the benchmark in minutes', () => runbook.baseline.minutes, 10],
    ['the timed queries', () => runbook.baseline.queries.map((query) => query.title), ['Messages of dialog 1', 'Assistants of user 1', 'Assistants in figures', 'Recent dialogs', 'Vector search']],
    ['1.1 estimate', () => procedure('1.1').estimateMinutes, { from: 2, to: 5, isOurs: false }],
    ['1.2 estimate', () => procedure('1.2').estimateMinutes, { from: 5, to: 15, isOurs: false }],
    ['1.1 order', () => stepsOf('1.1').filter((s) => !s.when).map((s) => s.key), ['show-commits', 'check-out', 'reload-backend', 'restart-nginx', 'health', 'api-health']],
    ['1.2 order, common', () => stepsOf('1.2').map((s) => s.key), ['list-running', 'list-remaining']],
    ['1.2 order, recommended', () => stepsOf('1.2', 'recommended').map((s) => s.kind === 'command' && [s.command, s.arguments]), [['alembic-downgrade', { revision: '202508230001' }]]],
    ['1.2 order, emergency', () => stepsOf('1.2', 'emergency').filter((s) => !s.when).map((s) => s.kind === 'sql' && s.parameters.index), DROP_ORDER],
    ['drill weeks', () => runbook.drills.weeks.map((w) => [w.week, w.title]), [[1, 'Phase 1'], [2, 'Phase 2'], [3, 'Phase 3'], [4, 'The full system']]],
    ['drilled in turn', () => runbook.drills.weeks.map((w) => w.procedures), [['1.1', '1.2', '1.3', '1.4'], ['2.1', '2.2'], ['3.1'], ['5.1']]],
    ['drill checklist', () => runbook.drills.checklist.map((line) => line.title), ['Environment prepared', 'Team notified', 'Procedures executed', 'Performance verified', 'Documentation updated', 'Lessons captured', 'Next drill scheduled']],
    ['drill faults', () => Object.fromEntries(runbook.drills.exercises.map((e) => [e.procedure, e.fault])), { '1.1': 'bad-deploy', '1.2': 'slow-database', '1.3': 'slow-database', '1.4': 'corrupted-rows', '2.1': 'slow-vector', '2.2': 'tight-settings', '3.1': 'failing-telegram', '4.1': 'blocking-transaction', '4.2': 'exhausted-connections', '5.1': 'slow-database' }],
  ];
  it.each(facts)('%s', (_name, read, fact) => {
    expect(read()).toEqual(fact);
  });
});

describe('where the guide is wrong', () => {
  it('notes every defect of 1.1 and 1.2', () => {
    for (const words of ['unquoted space', 'git checkout main', 'alembic downgrade'])
      expect(procedure('1.1').notes.join(' ')).toContain(words);
    for (const words of ["LIKE 'idx_%'", '8 of the 35+', 'alembic stamp'])
      expect(procedure('1.2').notes.join(' ')).toContain(words);
  });

  it('takes a full commit id and keeps the one that is left behind', () => {
    expect(procedure('1.1').parameters[0]).toMatchObject({
      key: 'stable_commit',
      type: { kind: 'commit', choicesFrom: 'git-log' },
    });
    expect(procedure('1.1').preflight.map((p) => p.look)).toEqual(expect.arrayContaining(['git-clean', 'git-commit']));
    expect(stepsOf('1.1').find((s) => s.key === 'check-out')?.undo).toContain('{previous_commit}');
  });

  it('downgrades before it checks code out, where both are wanted', () => {
    const keys = stepsOf('1.1').map((step) => step.key);
    expect(keys.indexOf('downgrade-schema')).toBeLessThan(keys.indexOf('check-out'));
    expect(stepsOf('1.1').find((s) => s.key === 'downgrade-schema')?.when).toEqual({
      parameter: 'schema',
      equals: 'downgrade',
    });
  });

  it('leaves nginx out where there is none', () => {
    expect(stepsOf('1.1').find((s) => s.key === 'restart-nginx')?.needs).toEqual({ tool: 'nginx', otherwise: 'skip' });
  });

  it('offers the emergency path when Alembic fails, and stamps only on request', () => {
    expect(stepsOf('1.2', 'recommended')[0]?.alternatives).toEqual(['emergency']);
    expect(stepsOf('1.2', 'emergency').at(-1)).toMatchObject({
      key: 'alembic-stamp',
      when: { parameter: 'alembic_after', equals: 'stamp' },
    });
    expect(procedure('1.2').parameters[0]?.default).toBe('follow_up');
  });

  it('creates each of the eight again, concurrently, from its kept definition, after clearing a broken one away', () => {
    const steps = stepsOf('1.2', 'way-back');
    expect(steps.map((s) => s.kind === 'sql' && s.needsFact).filter(Boolean)).toEqual(
      DROP_ORDER.map((index) => `definition_of_${index}`),
    );
    for (const [at, step] of steps.entries()) {
      if (step.kind !== 'sql' || !step.needsFact) continue;
      expect(step).toMatchObject({
        file: 'rollback/create-index-concurrently.sql',
        parameters: { definition: `{${step.needsFact}}` },
      });
      expect(steps[at - 1]).toMatchObject({
        file: 'rollback/drop-index-concurrently.sql',
        onlyIf: [{ expect: { value: 'invalid' } }],
      });
    }
  });

  it("puts Alembic's note right for where the run stands: upgraded after the downgrade, stamped after a stamp", () => {
    const steps = stepsOf('1.2', 'way-back');
    const isGone = {
      file: 'verify/index-state.sql',
      parameters: { index: 'idx_assistants_user_active' },
      expect: { value: 'absent' },
    };
    expect(steps[0]).toMatchObject({ command: 'alembic-upgrade', onlyIf: [isGone] });
    expect(steps.at(-2)).toMatchObject({ command: 'alembic-stamp', arguments: { revision: '{alembic_revision}' } });
    expect(DROP_ORDER).not.toContain('idx_assistants_user_active');
  });

  it('carries what the emergency path leaves open into the report, stamped or not', () => {
    expect(procedure('1.2').followUps.map((f) => f.when)).toEqual([
      { branch: 'emergency', parameter: 'alembic_after', equals: 'follow_up' },
      { branch: 'emergency', parameter: 'alembic_after', equals: 'stamp' },
    ]);
  });

  it('drops one index a step, checks by the catalogue that it is gone, and keeps its definition', () => {
    for (const step of stepsOf('1.2', 'emergency').filter((s) => !s.when)) {
      const index = step.kind === 'sql' ? step.parameters.index : '';
      expect(step).toMatchObject({ file: 'rollback/drop-index-concurrently.sql', effect: 'change' });
      expect(step.postcondition).toMatchObject([
        { check: 'sql', file: 'verify/index-gone.sql', parameters: { indexes: index }, expect: { rows: 0 } },
      ]);
      expect(step.undo).toContain(`{definition_of_${index}}`);
    }
  });
});

describe('what is stored', () => {
  it('holds the SQL that the runbook uses, and no other', () => {
    expect(Object.keys(runbook.sql)).toEqual([
      'preflight/running-activity.sql',
      'rollback/create-index-concurrently.sql',
      'rollback/drop-index-concurrently.sql',
      'verify/alembic-version.sql',
      'verify/assistants-stats.sql',
      'verify/core-tables.sql',
      'verify/dialog-messages.sql',
      'verify/dialogs-recent.sql',
      'verify/index-gone.sql',
      'verify/index-state.sql',
      'verify/index-valid.sql',
      'verify/remaining-indexes.sql',
      'verify/select-1.sql',
      'verify/takes-changes.sql',
      'verify/user-assistants.sql',
      'verify/vector-search.sql',
    ]);
  });

  it('has a hash that the order of keys does not change, and any word does', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(Object.fromEntries(Object.entries(runbook).reverse()) as RunbookContent)).toBe(hash);
    expect(hashOf({ ...runbook, owner: 'Someone else' })).not.toBe(hash);
  });
});
