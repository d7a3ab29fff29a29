import { describe, expect, it } from 'vitest';
import { factsOf, isLookKey, LOOKS } from './runbook-looks';
import { checkLooks, checkPlaceholders, unknownPlaceholders } from './runbook-references';
import { commandStep, httpStep, procedure } from './testing/fixtures';

describe('a look', () => {
  it('is one of those that there are, and no name of the prototype', () => {
    expect(Object.keys(LOOKS).filter((key) => !isLookKey(key))).toEqual([]);
    for (const key of ['unknown', 'toString', 'constructor', '__proto__']) expect(isLookKey(key)).toBe(false);
  });

  it('puts one fact for each index into the plan, and which of them can be put back', () => {
    const looks = [{ look: 'indexes', arguments: { indexes: ['idx_a', 'idx_b'] } }];
    expect(factsOf(looks)).toEqual(['definition_of_idx_a', 'definition_of_idx_b', 'kept_indexes', 'kept_index_count']);
    expect(factsOf([{ look: 'unknown', arguments: {} }])).toEqual([]);
  });

  it.each<[what: string, look: Record<string, unknown>, message: string]>([
    ['that is not there', { look: 'unknown' }, 'there is no look "unknown"'],
    ['without its argument', { look: 'git-commit' }, 'needs "commit"'],
    ['with an argument too many', { look: 'git-clean', arguments: { host: 'x' } }, 'no such argument'],
  ])('%s is named at its place', (_, look, message) => {
    const [complaint, ...others] = checkLooks(procedure({ preflight: [look] }));
    expect(others).toEqual([]);
    expect(complaint?.path.slice(0, 2)).toEqual(['preflight', 0]);
    expect(complaint?.message).toContain(message);
  });
});

describe('a placeholder', () => {
  it('may be a parameter, or a fact that a look of the procedure finds', () => {
    expect(checkPlaceholders(procedure())).toEqual([]);
  });

  it('may not be a fact of a look that the procedure does not take', () => {
    const complaints = checkPlaceholders(procedure({ preflight: [{ look: 'git-clean' }] }));
    expect(complaints.map((c) => c.message)).toContain(
      '{previous_commit} is neither a parameter nor a fact of the preflight',
    );
  });

  it('of a look may not be a fact, which is not there before it is taken', () => {
    const preflight = [{ look: 'git-commit', arguments: { commit: '{previous_commit}' } }];
    expect(checkPlaceholders(procedure({ preflight }))).toMatchObject([
      { path: ['preflight', 0, 'arguments', 'commit'] },
    ]);
  });

  it('is found however deep it stands, with its place', () => {
    const step = commandStep({ arguments: { commit: '{typo}' } });
    const steps = [{ step }, { step: httpStep() }];
    expect(checkPlaceholders(procedure({ steps }))).toEqual([
      { path: ['steps', 0, 'step', 'arguments', 'commit'], message: expect.stringContaining('{typo}') },
    ]);
  });

  it('that is empty or named like the prototype is not known', () => {
    expect(unknownPlaceholders('{} {constructor} {a}', [], ['a'])).toHaveLength(2);
  });
});
