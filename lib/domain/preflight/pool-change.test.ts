import { expect, it } from 'vitest';
import type { Said } from './git';
import { judgePoolChange, judgePoolSource } from './pool-change';

const file = 'database/connection.py';
const said: Said = { isOk: true, text: '', why: '' };
const source = (answers: Said[], isWhole: boolean) => judgePoolSource(file, answers, () => isWhole);
const change = (given: Parameters<typeof judgePoolChange>[1], passesOver = false) =>
  judgePoolChange(file, given, { patch: ['-a', '+b'], passesOver });
const changed = { verdict: 'changed', source: 'x', removed: ['pool_size'], pool: { size: 5, overflow: 10 } } as const;

it.each([
  ['a file that cannot be read', source([said, { ...said, isOk: false, why: 'gone' }], true), 'block'],
  ['a file that came otherwise than git has it', source([said], false), 'block'],
  ['a change', change({ ...changed, removed: [...changed.removed] }), 'ok'],
  ['a source that nobody reads for certain', change({ verdict: 'refused', because: 'it makes 2 engines' }), 'block'],
  ['a pool that is gone already', change({ verdict: 'already' }), 'block'],
  ['the same as a part of another', change({ verdict: 'already' }, true), 'ok'],
])('%s has its verdict', (_, finding, verdict) => expect(finding?.verdict).toBe(verdict));

it('a file that came whole has nothing against it, and its change is shown line by line', () => {
  expect(source([said, said], true)).toBeNull();
  expect(change({ ...changed, removed: ['pool_size', 'max_overflow'] })).toMatchObject({
    sentence: expect.stringContaining('pool_size and max_overflow go'),
    details: ['-a', '+b'],
  });
});
