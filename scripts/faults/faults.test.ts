import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MATRIX } from './matrix';
import { readOptions } from './options';
import type { FaultRow } from './row';
import { type Result, renderTable, toJson } from './table';
import { blame, emptyTally, seeded, sumTallies } from './tally';

const row: FaultRow = {
  name: 'kill',
  promise: 'nothing is lost',
  trials: { short: 1, normal: 2, long: 3 },
  run: async () => undefined,
};

describe('the command line of the matrix', () => {
  it('is 200 trials a boundary unless it says otherwise', () => {
    expect(readOptions([])).toEqual({ form: 'normal', seed: 1, json: null, only: null, atOnce: 5 });
    expect(readOptions(['--short', '--seed', '7', '--json', 'f.json', '--only', 'kill'])).toMatchObject({
      form: 'short',
      seed: 7,
      json: 'f.json',
      only: 'kill',
    });
  });

  it('refuses what it does not know, and says how it is used', () => {
    for (const words of [['--fast'], ['--seed'], ['--seed', 'x'], ['--json']])
      expect(() => readOptions(words)).toThrow(/Usage: npm run faults/);
  });
});

it('the same seed gives the same trials, and another one others', () => {
  const draw = (seed: number) => Array.from({ length: 20 }, seeded(seed));
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
  expect(draw(5).every((number) => number >= 0 && number < 1)).toBe(true);
});

it('shares of a fault are added up, and of what was measured the worst counts', () => {
  const [one, other] = [emptyTally(), emptyTally()];
  one.trials = 3;
  one.measured.ms = 10;
  other.trials = 4;
  other.measured.ms = 30;
  blame(other, 'doubled', 'twice');
  const sum = sumTallies([one, other]);
  expect(sum).toMatchObject({ trials: 7, lost: 0, doubled: 1, misclassified: 0, measured: { ms: 30 } });
  expect(sum.problems).toEqual(['doubled: twice']);
});

it('what cannot be made here is in table and file, not counted as held', () => {
  const result: Result = { row, tally: emptyTally(), ms: 0, notHere: 'no disk', isWell: true };
  expect(renderTable([result])).toMatch(/kill +0 .*not here: no disk/);
  const file = toJson([result], readOptions(['--short']));
  expect(file.faults).toEqual([{ name: 'kill', trials: 0, lost: 0, doubled: 0, misclassified: 0, notHere: 'no disk' }]);
});

it('the document lists exactly the faults that are tried', () => {
  const rows = readFileSync('docs/faults.md', 'utf8').matchAll(/^\| (?!fault \||---)([^|]+) \|/gm);
  expect([...rows].map(([, name]) => name)).toEqual(MATRIX.map(({ name }) => name));
});

it('every kill boundary is tried 20, 200 and 1,000 times', () => {
  const kills = MATRIX.filter(({ name }) => /^kill (before|after|between)/.test(name));
  expect(kills.map(({ trials }) => trials)).toEqual(Array(4).fill({ short: 20, normal: 200, long: 1000 }));
});
