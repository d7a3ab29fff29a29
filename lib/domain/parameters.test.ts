import { describe, expect, it } from 'vitest';
import { type Parameter, parameterSchema } from '@/lib/contracts/runbook';
import type { AppError } from './errors';
import { checkParameters } from './parameters';
import { COMMIT } from './testing/fixtures';

const commit: Parameter = parameterSchema.parse({
  key: 'commit',
  title: 'Commit',
  help: 'The last stable one.',
  type: { kind: 'commit', choicesFrom: 'commits' },
});
const after: Parameter = parameterSchema.parse({
  key: 'alembic_after',
  title: 'Alembic afterwards',
  help: 'What Alembic is told.',
  type: {
    kind: 'choice',
    choices: [
      { value: 'stamp', title: 'Stamp' },
      { value: 'follow_up', title: 'Follow up' },
    ],
  },
});

function refusal(declared: readonly Parameter[], given: Record<string, string>): AppError {
  try {
    checkParameters(declared, given);
  } catch (error) {
    return error as AppError;
  }
  throw new Error('it was not refused');
}

it('takes what was declared, trimmed, and nothing more', () => {
  expect(checkParameters([commit, after], { commit: ` ${COMMIT}\n`, alembic_after: 'stamp' })).toEqual({
    commit: COMMIT,
    alembic_after: 'stamp',
  });
  expect(checkParameters([], {})).toEqual({});
});

describe('a commit', () => {
  it.each([
    ['the branch that may be what broke', 'main'],
    ['a short id', COMMIT.slice(0, 7)],
    ['capital letters', COMMIT.toUpperCase()],
    ['one sign too many', `${COMMIT}0`],
    ['an option', '--upload-pack=touch x'],
    ['a second command', `${COMMIT}; rm -rf /`],
    ['a second line', `${COMMIT}\n${COMMIT}`],
    ['a relative revision', `${COMMIT.slice(0, 38)}~1`],
  ])('is a full id and never %s', (_, value) => {
    const error = refusal([commit], { commit: value });
    expect(error.code).toBe('invalid_input');
    expect(error.fields?.commit).toContain('full commit id');
  });
});

describe('a choice', () => {
  it.each(['Stamp', 'stamp,follow_up', 'toString'])('is one of those listed and not %s', (value) => {
    expect(refusal([after], { alembic_after: value }).fields?.alembic_after).toContain('not one of the choices');
  });
});

it.each([
  ['is missing', {}],
  ['is empty', { commit: '' }],
  ['is blank', { commit: ' \t' }],
])('a parameter that %s is asked for by its title', (_, given) => {
  expect(refusal([commit], given).fields).toEqual({ commit: 'Choose "Commit".' });
});

describe('a parameter that was not declared', () => {
  it.each(['extra', 'constructor', 'toString', '__proto__'])('is refused by name: %s', (key) => {
    const given = JSON.parse(`{"commit":"${COMMIT}","${key}":"x"}`) as Record<string, string>;
    const { fields = {} } = refusal([commit], given);
    expect(Object.entries(fields)).toEqual([[key, `This procedure has no parameter "${key}".`]]);
  });

  it('is not found on the prototype in place of the declared one', () => {
    const given = Object.create({ commit: COMMIT }) as Record<string, string>;
    expect(refusal([commit], given).fields).toEqual({ commit: 'Choose "Commit".' });
  });
});

it('names every field that is wrong at once, and says that nothing was planned', () => {
  const error = refusal([commit, after], { commit: 'main', alembic_after: 'no', extra: '1' });
  expect(Object.keys(error.fields ?? {})).toEqual(['commit', 'alembic_after', 'extra']);
  expect(error.message).toBe(error.fields?.commit);
  expect(error.remedy).toContain('Nothing was planned');
});
