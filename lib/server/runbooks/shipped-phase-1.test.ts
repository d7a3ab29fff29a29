import { beforeAll, describe, expect, it } from 'vitest';
import { readShippedRunbook, type Shipped } from '../testing/shipped-runbook';

let procedure: Shipped['procedure'];
let stepsOf: Shipped['stepsOf'];

beforeAll(async () => {
  ({ procedure, stepsOf } = await readShippedRunbook());
});

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
    ['1.1 estimate', () => procedure('1.1').estimateMinutes, { from: 2, to: 5, isOurs: false }],
    ['1.2 estimate', () => procedure('1.2').estimateMinutes, { from: 5, to: 15, isOurs: false }],
    ['1.1 order', () => stepsOf('1.1').filter((s) => !s.when).map((s) => s.key), ['show-commits', 'check-out', 'reload-backend', 'restart-nginx', 'health', 'api-health']],
    ['1.2 order, common', () => stepsOf('1.2').map((s) => s.key), ['list-running', 'list-remaining']],
    ['1.2 order, recommended', () => stepsOf('1.2', 'recommended').map((s) => s.kind === 'command' && [s.command, s.arguments]), [['alembic-downgrade', { revision: '202508230001' }]]],
    ['1.2 order, emergency', () => stepsOf('1.2', 'emergency').filter((s) => !s.when).map((s) => s.kind === 'sql' && s.parameters.index), DROP_ORDER],
    ['1.3 estimate', () => procedure('1.3').estimateMinutes, { from: 5, to: 15, isOurs: true }],
    ['1.3 order', () => stepsOf('1.3').map((s) => s.key), ['show-revision', 'alembic-downgrade', 'count-indexes', 'vector-stays', 'read-dialog-messages', 'read-assistants']],
    ['1.3 before', () => stepsOf('1.3')[0]?.postcondition, [expect.objectContaining({ command: 'alembic-current', expect: { stdoutContains: '803b93aca2d2 (head)' } })]],
    ['1.3 downgrade', () => stepsOf('1.3')[1], expect.objectContaining({ command: 'alembic-downgrade', arguments: { revision: '202508230001' } })],
    ['1.3 count', () => stepsOf('1.3')[2], expect.objectContaining({ parameters: { indexes: 'idx_users_email_active, idx_assistants_user_active, idx_knowledge_embeddings_ivfflat' }, postcondition: [expect.objectContaining({ expect: { value: '0' } })] })],
    ['1.3 queries', () => stepsOf('1.3').slice(-2).map((s) => s.kind === 'sql' && [s.file, s.parameters, s.timedBefore]), [['verify/dialog-messages.sql', { dialog: '1' }, 'dialog_messages_ms'], ['verify/user-assistants.sql', { user: '1' }, 'assistants_ms']]],
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
