import { expect, it } from 'vitest';
import { judgeWords } from './written-field';

it.each([
  ['nobody has written', undefined, 'a fallback', 'mine', 'write'],
  ['it says what it did', 'old', 'old', 'mine', 'write'],
  ['it was emptied here', 'old', 'old', '', 'write'],
  ['somebody wrote meanwhile', 'theirs', 'old', 'mine', 'clash'],
  ['somebody emptied it meanwhile', '', 'old', 'mine', 'clash'],
  ['somebody wrote into an empty one', 'theirs', '', 'mine', 'clash'],
  ['somebody wrote the same', 'mine', 'old', 'mine', 'same'],
  ['nothing was changed', 'old', 'old', 'old', 'same'],
] as const)('words where %s', (_when, stored, base, mine, verdict) =>
  expect(judgeWords(stored, base, mine)).toBe(verdict),
);
