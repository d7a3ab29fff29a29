import { beforeAll, describe, expect, it } from 'vitest';
import { readShippedRunbook, type Shipped } from '../testing/shipped-runbook';

let procedure: Shipped['procedure'];
let stepsOf: Shipped['stepsOf'];

beforeAll(async () => {
  ({ procedure, stepsOf } = await readShippedRunbook());
});

/** The guide's steps; one of the two restores is in a plan, as the backup wants it. */
const GUIDE_ORDER = [
  'stop-services',
  'stop-nginx',
  'keep-failed-state',
  'restore-archive',
  'restore-plain',
  'verify-contents',
  'start-services',
  'start-nginx',
  'full-health-check',
];

describe("the guide's own facts of 1.4", () => {
  it('estimate, backup, dump of the failed state and order', () => {
    const steps = stepsOf('1.4', 'restore');
    expect(procedure('1.4').estimateMinutes).toEqual({ from: 30, to: 60, isOurs: false });
    expect(procedure('1.4').parameters[0]?.default).toBe('pre_optimization_backup.sql');
    expect(steps.find((step) => step.key === 'keep-failed-state')).toMatchObject({
      arguments: { to: 'failed_state_backup_{stamp}.sql' },
    });
    expect(steps.map((step) => step.key).filter((key) => GUIDE_ORDER.includes(key))).toEqual(GUIDE_ORDER);
  });

  it('verifies the version, and counts users and assistants, before the swap', () => {
    const keys = stepsOf('1.4', 'restore').map((step) => step.key);
    expect(stepsOf('1.4', 'restore')[keys.indexOf('verify-contents')]).toMatchObject({
      file: 'verify/restored-contents.sql',
      postcondition: [{ file: 'verify/core-tables-filled.sql', expect: { value: 'yes' } }],
    });
    expect(keys.indexOf('verify-contents')).toBeLessThan(keys.indexOf('set-aside'));
  });
});

describe('where the guide is wrong about 1.4', () => {
  it('notes both defects', () => {
    const notes = procedure('1.4').notes.join(' ');
    for (const words of [
      'plain .sql file, which it refuses',
      'psql -X -1 -v ON_ERROR_STOP=1',
      '--clean',
      'ignores lock_timeout',
    ])
      expect(notes).toContain(words);
  });

  it('restores beside the old database unless disk is short; only in place drops what it replaces', () => {
    expect(procedure('1.4').parameters[1]).toMatchObject({ key: 'where', default: 'new_database' });
    const irreversible = procedure('1.4').steps.filter(({ step }) => step.effect === 'irreversible');
    expect(irreversible.map(({ branch, step }) => [branch, step.key, step.when])).toEqual([
      ['restore', 'empty-live', { parameter: 'where', equals: 'in_place' }],
      ['remove-kept', 'drop-kept', undefined],
    ]);
  });

  it('looks at the approved backup again before anything is stopped, and before it is restored', () => {
    const unchanged = { command: 'backup-hash', expect: { linesDigest: '{backup_digest}' } };
    const steps = stepsOf('1.4', 'restore');
    expect(steps.find((step) => step.effect !== 'read')).toMatchObject({
      key: 'stop-services',
      precondition: [unchanged],
    });
    for (const step of steps.filter(({ key }) => key.startsWith('restore-')))
      expect(step).toMatchObject({
        alwaysRuns: true,
        precondition: [unchanged, { expect: { value: '0 tables, 0 indexes' } }],
      });
  });

  it('has a way back from every step, that makes no change but where one is needed', () => {
    const changes = stepsOf('1.4', 'way-back').filter((step) => step.effect !== 'read');
    expect(changes.map((step) => [step.key, step.effect, step.onlyIf !== undefined])).toEqual([
      ['stop-services-again', 'change', true],
      ['stop-nginx-again', 'change', true],
      ['close-restored', 'change', true],
      ['end-sessions-again', 'change', true],
      ['set-restored-aside', 'change', true],
      ['swap-back', 'change', true],
      ['open-live', 'change', false],
      ['drop-restored', 'change', true],
      ['stop-services-emptied', 'change', true],
      ['stop-nginx-emptied', 'change', true],
      ['end-sessions-emptied', 'change', true],
      ['dump-undone-state', 'change', true],
      ['empty-again', 'change', true],
      ['restore-failed-state', 'change', true],
      ['analyze-again', 'change', true],
      ['start-services-again', 'change', false],
      ['start-nginx-again', 'change', false],
    ]);
  });
});
