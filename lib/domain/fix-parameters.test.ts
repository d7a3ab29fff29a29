import { describe, expect, it } from 'vitest';
import { procedureSchema } from '@/lib/contracts/runbook';
import { fixParameters } from './fix-parameters';
import { commandStep, httpStep, procedure } from './testing/fixtures';

const choice = {
  kind: 'choice',
  choices: [
    { value: 'keep', title: 'Keep' },
    { value: 'move', title: 'Move' },
  ],
};
const isMove = { parameter: 'files', equals: 'move' };
const isKeep = { parameter: 'files', equals: 'keep' };
const isOther = { parameter: 'commit', equals: 'x' };
const given = procedureSchema.parse({
  ...procedure({
    parameters: [
      { key: 'commit', title: 'Commit', help: 'Which.', type: { kind: 'commit', choicesFrom: 'log' } },
      { key: 'files', title: 'Files', help: 'What of them.', type: choice },
      { key: 'where', title: 'Where', help: 'Where to.', type: choice, when: isKeep },
    ],
    preflight: [
      { look: 'git-clean', when: isMove },
      { look: 'migrations-between', arguments: { commit: '{commit}', schema: '{files}' }, when: isKeep },
    ],
    steps: [
      { step: { ...commandStep(), key: 'moves', arguments: {}, when: isMove } },
      { step: { ...commandStep(), key: 'stays', arguments: {}, when: [isKeep, isOther] } },
      { step: httpStep() },
    ],
  }),
  followUps: [
    { when: { branch: 'main', ...isKeep }, text: 'They were told to {files}.' },
    { when: isMove, text: 'They are elsewhere.' },
    { text: 'Whatever was chosen.' },
  ],
});
const fixed = fixParameters(given, { files: 'keep' });

describe('a procedure with a parameter that has its value already', () => {
  it('asks for the others only', () => {
    expect(fixed.parameters.map(({ key }) => key)).toEqual(['commit', 'where']);
    expect(fixed.parameters[1]?.when).toEqual([]);
  });

  it('has the steps and looks of that value for good, those of another not at all, and keeps other conditions', () => {
    expect(fixed.steps.map(({ step }) => [step.key, step.when])).toEqual([
      ['stays', [isOther]],
      [httpStep().key, []],
    ]);
    expect(fixed.preflight).toMatchObject([{ look: 'migrations-between', when: [] }]);
  });

  it('says the value wherever the parameter was named', () => {
    expect(fixed.preflight[0]?.arguments).toEqual({ commit: '{commit}', schema: 'keep' });
    expect(fixed.followUps).toEqual([
      { when: { branch: 'main' }, text: 'They were told to keep.' },
      { when: undefined, text: 'Whatever was chosen.' },
    ]);
  });

  it('is the procedure itself where nothing is fixed', () => {
    expect(fixParameters(given, {})).toBe(given);
  });
});
