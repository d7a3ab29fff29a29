import { expect, it } from 'vitest';
import { role, rightsRows as rows } from '../testing/rights';
import { lackingRights, ownedNames } from './lacking-rights';
import type { Need } from './needed-rights';

const need = (kind: Need['kind'], name = ''): Need => ({ kind, name, by: ['1.2'] });
const read = { wanted: 'users', schema_name: 'app', relation_name: 'users', may_read: false, may_use_schema: false };

it('a role that has everything lacks nothing', () => {
  expect(lackingRights([need('read', 'users'), need('end-sessions'), need('own-database')], rows())).toEqual([]);
});

it('what is given is exactly what lacks: the schema only where it is shut, the table once', () => {
  const [lack] = lackingRights([need('read', 'users')], rows({ reads: [read, read] }));
  expect(lack).toMatchObject({
    key: 'reading',
    isNeeded: true,
    statements: ['GRANT USAGE ON SCHEMA "app" TO "rollback";', 'GRANT SELECT ON "app"."users" TO "rollback";'],
  });
});

it.each([
  ['ending sessions', 'end-sessions', { can_end_sessions: false }, 'GRANT "pg_signal_backend" TO "rollback";', false],
  ['a second database', 'create-database', { can_create_databases: false }, 'ALTER ROLE "rollback" CREATEDB;', true],
] as const)('%s is given to the role, and said where it only helps', (_, kind, over, statement, isNeeded) => {
  const wanting = rows({ role: { ...role, ...over } });
  expect(lackingRights([need(kind)], wanting)).toMatchObject([{ key: kind, statements: [statement], isNeeded }]);
  expect(lackingRights([need('read', 'users')], wanting)).toEqual([]);
});

it('a function and a setting are given by their names, and a name with a quote is quoted', () => {
  const odd = rows({
    role: { ...role, role: 'ro"le' },
    functions: [{ wanted: 'f', identity: 'pg_catalog.f()', may_execute: false }],
    parameters: [{ wanted: 'work_mem', may_set: false }],
  });
  const statements = lackingRights([need('call', 'f'), need('set', 'work_mem')], odd).flatMap(
    (lack) => lack.statements,
  );
  expect(statements).toEqual([
    'GRANT EXECUTE ON FUNCTION pg_catalog.f() TO "ro""le";',
    'GRANT ALTER SYSTEM ON PARAMETER "work_mem" TO "ro""le";',
  ]);
});

it('owners are asked for of what is dropped, put back or taken away', () => {
  expect(
    ownedNames([need('own-index', 'a'), need('create-index', 'b'), need('own-relation', 'v'), need('read', 'r')]),
  ).toEqual({
    indexes: ['a', 'b'],
    relations: ['v'],
  });
});
