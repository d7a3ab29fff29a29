import { describe, expect, it } from 'vitest';
import {
  crossRelations,
  dependentsSummary,
  dumpPattern,
  parseIdentity,
  putBackScript,
  qualifiedName,
  without,
} from './kept-relations';

const view = (identity: string) => ({ kind: 'view', identity, statement: null });

it('sums dependents up as the catalogue does, in the order of code points', () => {
  expect(dependentsSummary([])).toBe('no row');
  expect(dependentsSummary([view('public.b'), view('public.B'), view('public._a')])).toBe(
    '3: view public.B; view public._a; view public.b',
  );
  expect(without([view('a.b'), view('a.c')], [view('a.b'), view('x.y')])).toEqual([view('a.c')]);
});

describe('the pattern for pg_dump', () => {
  // biome-ignore format: a table reads by its rows
  const rows: [relations: [string, string][], pattern: string, others: string[]][] = [
    [[['public', 'log']], '"public"."log"', []],
    [[['public', 'log'], ['public', 'weekly']], '"public".("log"|"weekly")', []],
    [[['public', 'log'], ['reports', 'weekly']], '("public"|"reports").("log"|"weekly")', ['public.weekly', 'reports.log']],
    [[['public', 'a"b|c']], '"public"."a""b|c"', []],
  ];
  it.each(rows)('of %j', (relations, pattern, others) => {
    const meant = relations.map(([schema, name]) => ({ schema, name }));
    expect(dumpPattern(meant)).toBe(pattern);
    expect(crossRelations(meant).map(qualifiedName)).toEqual(others);
  });
});

it.each([
  ['public.log', { schema: 'public', name: 'log' }],
  ['"My Schema"."a.b""c"', { schema: 'My Schema', name: 'a.b"c' }],
])('reads the identity %s and writes it again', (identity, relation) => {
  expect(parseIdentity(identity)).toEqual(relation);
  expect(qualifiedName(relation)).toBe(identity);
});

it('reads no identity of something else', () => {
  expect(parseIdentity('log')).toBeNull();
  expect(parseIdentity('public.f(a.b)')).toBeNull();
});

it('puts a dump back first, then what was kept as statements', () => {
  expect(putBackScript('backups/kept.sql', ['select 1;'])).toBe(
    '\\i backups/kept.sql\nreset search_path;\nselect 1;\n',
  );
});
