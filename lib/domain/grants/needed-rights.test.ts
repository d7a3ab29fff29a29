import { expect, it } from 'vitest';
import { isOfServer, namesOf, neededRights, type SqlUse } from './needed-rights';

const use = (by: string, over: Partial<SqlUse>): SqlUse => ({
  by,
  statement: 'select',
  parameters: {},
  reads: [],
  calls: [],
  settings: [],
  ...over,
});

it('a right is needed once, by each procedure that takes it', () => {
  const drop = { statement: 'drop-index-concurrently', parameters: { index: 'idx_a' } } as const;
  const needs = neededRights([use('1.2', drop), use('3.1', drop), use('3.1', drop)]);
  expect(needs.find(({ kind }) => kind === 'own-index')).toEqual({
    kind: 'own-index',
    name: 'idx_a',
    by: ['1.2', '3.1'],
  });
  expect(needs.filter(({ kind }) => kind === 'end-sessions')).toHaveLength(1);
});

it.each([
  ['a name that only a plan knows', { statement: 'drop-index-concurrently', parameters: { index: '{index}' } }],
  ['a kind that takes none', { statement: 'checkpoint' }],
])('%s needs no right by name', (_, over) => {
  const needs = neededRights([use('1.2', over as Partial<SqlUse>)]);
  expect(namesOf(needs, 'own-index', 'own-relation', 'read', 'call', 'set')).toEqual([]);
});

it('settings that are read are of the server, and a table is not', () => {
  const needs = neededRights([use('1.5', { reads: ['pg_settings', 'users'] })]);
  expect(needs.map(({ kind, name }) => `${kind} ${name}`.trim())).toEqual([
    'read pg_settings',
    'read users',
    'see-settings',
  ]);
  expect(needs.map(({ kind }) => isOfServer(kind))).toEqual([false, false, true]);
});
