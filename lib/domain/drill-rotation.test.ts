import { expect, it } from 'vitest';
import { nextProcedure } from './drill-rotation';

const WEEK = ['1.1', '1.2', '1.3', '1.4'];
// biome-ignore format: a table reads by its rows
const turns: [name: string, last: string | null, known: string[], next: string][] = [
  ['begins with the first', null, WEEK, '1.1'],
  ['goes on with the next', '1.2', WEEK, '1.3'],
  ['goes round', '1.4', WEEK, '1.1'],
  ['begins anew after one that is not in the week', '4.1', WEEK, '1.1'],
  ['passes over what the runbook does not have', '1.1', ['1.1', '1.4'], '1.4'],
  ['stays with the only one that is there', '1.1', ['1.1'], '1.1'],
  ['names the next where none is there', '1.1', [], '1.2'],
];
it.each(turns)('%s', (_, last, known, next) => {
  expect(nextProcedure(WEEK, last, known)).toBe(next);
});
