import { describe, expect, it } from 'vitest';
import { rightsRows, role, table } from '../testing/rights';
import { adviseGrants } from './advise-grants';
import { type Need, neededRights, type SqlUse } from './needed-rights';
import type { RightsRows } from './rights-rows';

const dropping: Need[] = [{ kind: 'own-index', name: 'idx_a', by: ['1.2'] }];
const statements = (rows: Partial<RightsRows>, needs = dropping) =>
  adviseGrants(needs, rightsRows(rows)).lacks.flatMap((lack) => lack.statements);
const use = (over: Partial<SqlUse>): SqlUse => ({
  by: '1.2',
  statement: 'select',
  parameters: {},
  reads: [],
  calls: [],
  settings: [],
  ...over,
});
const kinds = (over: Partial<SqlUse>) => neededRights([use(over)]).map(({ kind, name }) => `${kind} ${name}`.trim());

describe('what a statement takes', () => {
  it.each<[what: string, over: Partial<SqlUse>, needs: string[]]>([
    [
      'a drop',
      { statement: 'drop-index-concurrently', parameters: { index: 'idx_a' } },
      ['own-index idx_a', 'see-sessions', 'end-sessions'],
    ],
    [
      'a creation',
      { statement: 'create-index-concurrently', parameters: { definition: '{definition_of_idx_a}' } },
      ['create-index idx_a', 'see-sessions', 'end-sessions'],
    ],
    [
      'a name that only the plan knows',
      { statement: 'drop-index-concurrently', parameters: { index: '{index}' } },
      ['see-sessions', 'end-sessions'],
    ],
    [
      'a setting that is put back',
      { statement: 'alter-system-set', parameters: { kept: '{kept_work_mem}' } },
      ['set work_mem'],
    ],
    ['a read of the settings', { reads: ['pg_file_settings'] }, ['read pg_file_settings', 'see-settings']],
    ['a swap of databases', { statement: 'rename-database' }, ['own-database', 'create-database']],
  ])('%s', (_, over, needs) => {
    expect(kinds(over)).toEqual(needs);
  });

  it('is said once, with every procedure that takes it', () => {
    const both = neededRights([use({ reads: ['users'] }), use({ by: '4.1', reads: ['users'] })]);
    expect(both).toEqual([{ kind: 'read', name: 'users', by: ['1.2', '4.1'] }]);
  });
});

describe('ownership', () => {
  it('is the owner’s own role where that has nothing else', () => {
    expect(statements({ ownership: [{ ...table, has_owner_others: false }] })).toEqual(['GRANT "app" TO "rollback";']);
  });

  it('is shared through a role for these relations alone where the owner has others', () => {
    expect(statements({ ownership: [table] })).toEqual([
      'CREATE ROLE "rollback_with_app" NOLOGIN;',
      'GRANT "rollback_with_app" TO "app";',
      'ALTER TABLE "public"."users" OWNER TO "rollback_with_app";',
      'GRANT "rollback_with_app" TO "rollback";',
    ]);
  });

  it('is never membership in a superuser’s role, and is a role for each owner', () => {
    const others = [
      { ...table, owner: 'postgres', is_owner_superuser: true, has_owner_others: false },
      { ...table, wanted: 'idx_b', relation_name: 'dialogs', owner: 'second', has_owner_others: false },
    ];
    const given = statements({ ownership: others });
    expect(given.join('\n')).not.toContain('TO "postgres"');
    expect(given).toContain('CREATE ROLE "rollback_with_postgres" NOLOGIN;');
    expect(given).toContain('GRANT "second" TO "rollback";');
  });

  it('takes names as the catalogue has them, whatever is in them', () => {
    const odd = { ...table, schema_name: 'a"b', relation_name: 'Users; drop table x', owner: 'O"1' };
    expect(statements({ ownership: [odd] })).toContain(
      'ALTER TABLE "a""b"."Users; drop table x" OWNER TO "rollback_with_O""1";',
    );
  });

  it('names a role as long as the server lets it be', () => {
    const [made] = statements({ ownership: [{ ...table, owner: 'é'.repeat(31) }] });
    const name = /"(.*)"/.exec(made as string)?.[1] as string;
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    expect(name).toMatch(/^rollback_with_é+$/);
  });

  it('takes effect for a role that does not inherit', () => {
    expect(statements({ role: { ...role, is_inheriting: false }, ownership: [table] })).toContain(
      'ALTER ROLE "rollback" INHERIT;',
    );
  });
});

it('a role that has all of it is left alone', () => {
  expect(statements({ ownership: [{ ...table, is_owner: true }] })).toEqual([]);
});

it('what an owner reads anyway is not granted besides', () => {
  const read = {
    wanted: 'users',
    schema_name: 'public',
    relation_name: 'users',
    may_read: false,
    may_use_schema: true,
  };
  const needs: Need[] = [...dropping, { kind: 'read', name: 'users', by: ['1.2'] }];
  expect(statements({ ownership: [table], reads: [read] }, needs).join('\n')).not.toContain('SELECT');
  expect(statements({ reads: [read] }, needs)).toEqual(['GRANT SELECT ON "public"."users" TO "rollback";']);
});

it('a superuser gets the statements of a role of its own, which has nothing yet', () => {
  const needs: Need[] = [{ kind: 'create-database', name: '', by: ['1.4'] }];
  const advice = adviseGrants(needs, rightsRows({ role: { ...role, is_superuser: true } }));
  expect(advice).toMatchObject({ isSuperuser: true, role: 'rollback' });
  expect(advice.lacks.flatMap((lack) => lack.statements)).toEqual([
    'CREATE ROLE "replyx_rollback" LOGIN;',
    'ALTER ROLE "replyx_rollback" CREATEDB;',
  ]);
});
