import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const sources = readdirSync('lib/server', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.test\.|\.fixture\.|generated|testing/.test(name))
  .map((name) => [name, readFileSync(join('lib/server', name), 'utf8')] as const);

/** Appends that are not given the transaction of what they tell of: the compiler takes the plain client for one. */
const outside = (text: string) =>
  [...text.matchAll(/\bappendEvent\(\s*([^,\s]+)/g)]
    .map(([, first]) => first)
    .filter((first) => !/^(held\.)?tx\b/.test(first as string));

it('every event is appended in the transaction of what it tells of', () => {
  const found = sources
    .filter(([name]) => name !== 'audit/append-event.ts')
    .flatMap(([name, text]) => outside(text).map((first) => `${name}: ${first}`));
  expect(found).toEqual([]);
  expect(sources.filter(([, text]) => text.includes('appendEvent(')).length).toBeGreaterThan(30);
});

it('and this would see one that is not', () => {
  expect(outside("await appendEvent(db(), { type: 'run.aborted' })")).toEqual(['db()']);
  expect(outside('appendEvent(\n  kept.client, {})')).toEqual(['kept.client']);
  expect(outside('appendEvent(tx, event)')).toEqual([]);
});
