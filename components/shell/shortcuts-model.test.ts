import { expect, it } from 'vitest';
import { EVERY_PLACE, initialsOf, isAt, nextRow, readKey } from './shortcuts-model';

const press = (key: string, at = 0, more = {}) => ({ key, at, hasModifier: false, isTyping: false, ...more });

it('goes with g and then a letter, if that comes soon', () => {
  const { pending } = readKey(null, press('g', 0));
  expect(readKey(pending, press('i', 400)).act).toEqual({ kind: 'go', href: '/incidents' });
  expect(readKey(pending, press('i', 4000)).act).toEqual({ kind: 'press', key: 'i' });
});

it('stays out of fields and of the browser’s own shortcuts', () => {
  expect(readKey(null, press('g', 0, { isTyping: true }))).toEqual({ pending: null, act: null });
  expect(readKey(null, press('r', 0, { hasModifier: true }))).toEqual({ pending: null, act: null });
});

it('gives each place its own letter, and none that means something else after g', () => {
  const letters = EVERY_PLACE.map((place) => place.letter);
  expect(new Set([...letters, 's', 'g']).size).toBe(letters.length + 2);
});

it('leads also to what the navigation does not name', () => {
  const { pending } = readKey(null, press('g', 0));
  expect(readKey(pending, press('f', 400)).act).toEqual({ kind: 'go', href: '/follow-ups' });
});

it('marks one place', () => {
  expect(isAt('/', '/incidents')).toBe(false);
  expect(isAt('/incidents', '/incidents/DB-1')).toBe(true);
  expect(isAt('/people', '/people2')).toBe(false);
});

it('shortens names', () => {
  expect(['Demo Engineer', 'Ada', 'Ann B. Cole'].map(initialsOf)).toEqual(['DE', 'AD', 'AC']);
});

it.each([
  [0, -1, 1, -1],
  [3, -1, 1, 0],
  [3, -1, -1, 0],
  [3, 0, 1, 1],
  [3, 2, 1, 2],
  [3, 0, -1, 0],
] as const)('of %i rows, j and k lead from %i by %i to %i, and stop at the ends', (count, current, by, next) => {
  expect(nextRow(count, current, by)).toBe(next);
});
