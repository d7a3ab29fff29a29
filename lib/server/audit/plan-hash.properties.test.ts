import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOf } from './event-chain';

const SEED = { seed: 20261123 };
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const plans = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4, noUnicodeString: false }) as fc.Arbitrary<Json>, {
  minKeys: 1,
  maxKeys: 6,
  noNullPrototype: true,
});

const turned = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, turned(item)]),
  );
};

/** Every way to a leaf. */
function* leaves(value: Json, path: (string | number)[] = []): Generator<(string | number)[]> {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isLeaf) yield path;
  else
    for (const [key, item] of Object.entries(value))
      yield* leaves(item, [...path, Array.isArray(value) ? Number(key) : key]);
}

function changed(value: Json, [first, ...rest]: (string | number)[]): Json {
  if (first === undefined) return JSON.stringify(value) === '"changed"' ? 'changed again' : 'changed';
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? changed(item, rest) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, key === first ? changed(item, rest) : item]),
  );
}

it('is the same in whatever order the keys stand, and after the store has kept it', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      expect(hashOf(turned(plan))).toBe(hashOf(plan));
      expect(hashOf(JSON.parse(JSON.stringify(plan)))).toBe(hashOf(plan));
    }),
    { ...SEED, numRuns: 200 },
  );
});

it('is another one when any leaf is another one, is gone, or has moved', () => {
  fc.assert(
    fc.property(plans, fc.nat(), (plan, which) => {
      const all = [...leaves(plan)];
      const path = all[which % all.length] as (string | number)[];
      expect(hashOf(changed(plan, path))).not.toBe(hashOf(plan));
      expect(hashOf({ ...plan, [`${Object.keys(plan).join('')}more`]: null })).not.toBe(hashOf(plan));
      const [first] = Object.keys(plan);
      const { [first as string]: _gone, ...rest } = plan;
      expect(hashOf(rest)).not.toBe(hashOf(plan));
    }),
    { ...SEED, numRuns: 200 },
  );
});
