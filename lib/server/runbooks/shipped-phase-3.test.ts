import { beforeAll, describe, expect, it } from 'vitest';
import { readShippedRunbook, type Shipped } from '../testing/shipped-runbook';

let procedure: Shipped['procedure'];
let stepsOf: Shipped['stepsOf'];

beforeAll(async () => {
  ({ procedure, stepsOf } = await readShippedRunbook());
});

const isNeeded = { parameter: 'consolidated', equals: 'move' };

describe("the guide's own facts", () => {
  // biome-ignore format: a table reads by its rows
  const facts: [name: string, read: () => unknown, fact: unknown][] = [
    ['3.1 estimate', () => procedure('3.1').estimateMinutes, { from: 15, to: 30, isOurs: true }],
    ['3.1 order', () => stepsOf('3.1', 'downgrade').filter((s) => !s.when).map((s) => s.key), ['show-current', 'show-history', 'downgrade', 'validate-schema', 'core-tables', 'health']],
    ['3.1 if needed', () => stepsOf('3.1', 'downgrade').filter((s) => s.when).map((s) => [s.key, s.when]), ['make-folder', 'move-files', 'autogenerate', 'show-generated'].map((key) => [key, isNeeded])],
    ['3.1 shown', () => stepsOf('3.1', 'downgrade').slice(0, 2).map((s) => s.kind === 'command' && s.command), ['alembic-current', 'alembic-history']],
    ['3.1 revision', () => procedure('3.1').parameters[0]?.type, { kind: 'revision', choicesFrom: 'alembic-history' }],
    ['3.1 message', () => stepsOf('3.1', 'downgrade').find((s) => s.key === 'autogenerate')?.title, 'Generate "Restore original migrations"'],
  ];
  it.each(facts)('%s', (_name, read, fact) => {
    expect(read()).toEqual(fact);
  });
});

describe('where the guide is wrong', () => {
  it('notes the defect of 3.1', () => {
    for (const words of ['consolidated_*.py', 'wildcard', 'dated folder'])
      expect(procedure('3.1').notes.join(' ')).toContain(words);
  });

  it('moves the exact files aside, looked at in the moment before, and has no wildcard in the command', () => {
    expect(stepsOf('3.1', 'downgrade').find((s) => s.key === 'move-files')).toMatchObject({
      arguments: { folder: '{consolidated_folder}', files: '{consolidated_files}' },
      precondition: [{ command: 'files-sums', expect: { stdout: '{consolidated_sums}' } }],
      postcondition: [{ command: 'consolidated-list', expect: { stdout: '' } }, { command: 'files-sums' }],
    });
  });

  it('puts the files back, moves what was generated aside, and upgrades to the revision that was left', () => {
    const back = stepsOf('3.1', 'way-back');
    expect(back.map((s) => s.key)).toEqual(['move-generated', 'move-back', 'upgrade', 'health-again']);
    expect(back[2]).toMatchObject({ command: 'alembic-upgrade', arguments: { revision: '{alembic_revision}' } });
  });
});
