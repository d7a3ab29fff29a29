import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fed } from './feed';
import { readOptions } from './options';
import { type Expected, holds, type Seen } from './row';
import { secretsIn } from './secrets';
import { toJson } from './table';

/** The rows by what their files say: loading them would want a build of the product. */
const ids = [
  'sql',
  'parameters',
  'shell',
  'imports',
  'http-checks',
  'sessions',
  'server-actions',
  'reports',
  'own',
  'own-files',
  'canaries',
].flatMap((name) =>
  [...readFileSync(`scripts/hostile/rows/${name}.ts`, 'utf8').matchAll(/(?:Row\(\s*|id: )'([\w-]+)'/g)].map(
    ([, id]) => id as string,
  ),
);

describe('the inputs', () => {
  it('are every one of the 93, under their numbers', () => {
    const numbers = new Set(ids.map((id) => Number.parseInt(id, 10)).filter(Number.isFinite));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 93 }, (_, at) => at + 1));
  });

  it('are some of our own as well, and none of them twice', () => {
    expect(ids.filter((id) => id.startsWith('own-')).length).toBeGreaterThanOrEqual(15);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });
});

it.each<[Expected, Seen['came'], boolean]>([
  ['R', 'R', true],
  ['R', 'B', false],
  ['R', 'kept', false],
  ['B', 'R', true],
  ['B', 'I', false],
  ['I', 'I', true],
  ['I', 'let through', false],
  ['D', 'D', true],
  ['D', 'unanswered', false],
  ['D', 500, false],
  ['accepted', 'accepted', true],
  ['accepted', 'R', false],
  [405, 405, true],
  [404, 403, false],
  ['one', 'not reached', false],
])('where %s is expected and %s is seen it is held: %s', (expected, came, isHeld) => {
  expect(holds(expected, { came, words: '' })).toBe(isHeld);
});

it('writes what was seen without a character that a terminal would obey', () => {
  const seen: Seen = { came: 'D', words: 'a\u001b[31m\u202eb\nc' };
  const row = {
    id: '1',
    what: 'x',
    surface: 'HTTP',
    expected: 'D',
    feed: async () => seen,
  } as const;
  const fed: Fed = { row, seen, isHeld: true, wrongs: [] };
  expect(toJson([fed])).toEqual({
    inputs: [{ id: '1', what: 'x', surface: 'HTTP', expected: 'D', seen: 'D: a [31m b c', held: true }],
  });
});

it('reads its words, and says how it is used where it knows one not', () => {
  expect(readOptions(['--json', 'x', '--brief'])).toEqual({ json: 'x', only: null, isBrief: true });
  expect(() => readOptions(['--jsn', 'x'])).toThrow(/Usage/);
});

it.each([
  ['as it is', 'so it said canary-a+b/c to us', ['one']],
  ['in an address', 'GET /?x=canary-a%2Bb%2Fc', ['one']],
  ['in base64', Buffer.from('canary-a+b/c').toString('base64'), ['one']],
  ['not at all', 'so it said canary-a+b to us', []],
])('a secret is found %s, and what is too short to be one is not looked for', (_, text, found) => {
  expect(secretsIn(`${text} ab`, { one: 'canary-a+b/c', short: 'ab' })).toEqual(found);
});
