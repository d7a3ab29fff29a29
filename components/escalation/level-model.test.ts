import { expect, it } from 'vitest';
import { tellingWords } from './level-model';

const people = ['Database Team Lead', 'DevOps Team Lead'];

it.each([
  ['proposed', null, 'Would tell '],
  ['active', 'told', 'Told '],
  ['active', 'sending', 'Telling '],
  ['active', 'tell_yourself', 'Tell them yourself: '],
  ['active', 'failed', 'Could not be sent to '],
  ['active', null, 'For '],
] as const)('a level that is %s, by messages that are %s, says “%s…”', (state, telling, words) => {
  expect(tellingWords({ state, telling, people })).toBe(`${words}Database Team Lead and DevOps Team Lead`);
});
