import { expect, it } from 'vitest';
import { initialsOf, isAt, PLACES, readKey } from './shortcuts-model';

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

it('gives each place its own letter', () => {
  expect(new Set(PLACES.map((place) => place.letter)).size).toBe(PLACES.length);
});

it('marks one place', () => {
  expect(isAt('/', '/incidents')).toBe(false);
  expect(isAt('/incidents', '/incidents/DB-1')).toBe(true);
  expect(isAt('/people', '/people2')).toBe(false);
});

it('shortens names', () => {
  expect(['Demo Engineer', 'Ada', 'Ann B. Cole'].map(initialsOf)).toEqual(['DE', 'AD', 'AC']);
});
