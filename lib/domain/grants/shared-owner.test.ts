import { describe, expect, it } from 'vitest';
import { role, table } from '../testing/rights';
import { ofNewRole } from './rights-rows';
import { ownedDatabase, ownedRelation, quoted, shareOwnership } from './shared-owner';

it.each([
  [['users'], '"users"'],
  [['a"b', 'c.d'], '"a""b"."c.d"'],
])('%j is one name whatever is in it', (names, text) => {
  expect(quoted(...names)).toBe(text);
});

it.each([
  ['table', 'ALTER TABLE "public"."users" OWNER TO'],
  ['view', 'ALTER VIEW "public"."users" OWNER TO'],
  ['materialized view', 'ALTER MATERIALIZED VIEW "public"."users" OWNER TO'],
] as const)('a %s is handed over as what it is', (kind, alter) => {
  expect(ownedRelation({ ...table, kind }).alter).toBe(alter);
});

describe('what an owner may is shared', () => {
  const alone = ownedRelation({ ...table, has_owner_others: false });

  it('with nobody where there is nothing', () => {
    expect(shareOwnership([], { ...role, is_inheriting: false })).toEqual([]);
  });

  it('through the owner’s own role where it has nothing else, with the schema where that is shut', () => {
    const shut = ownedRelation({ ...table, has_owner_others: false, may_use_schema: false });
    expect(shareOwnership([alone, shut], role)).toEqual([
      'GRANT USAGE ON SCHEMA "public" TO "rollback";',
      'GRANT "app" TO "rollback";',
    ]);
  });

  it('through a role for these alone where the owner has others, and each is handed over once', () => {
    const shut = ownedRelation({ ...table, may_use_schema: false });
    expect(shareOwnership([shut, shut], role, 'for')).toEqual([
      'CREATE ROLE "rollback_for_app" NOLOGIN;',
      'GRANT USAGE ON SCHEMA "public" TO "rollback_for_app";',
      'GRANT "rollback_for_app" TO "app";',
      'ALTER TABLE "public"."users" OWNER TO "rollback_for_app";',
      'GRANT "rollback_for_app" TO "rollback";',
    ]);
  });

  it('never by membership in the role of a superuser, which keeps what it had anyway', () => {
    const given = shareOwnership(
      [ownedDatabase({ ...role, database_owner: 'postgres', is_owner_superuser: true })],
      role,
    );
    expect(given.join('\n')).not.toMatch(/GRANT "postgres"|TO "postgres"/);
    expect(given).toContain('ALTER DATABASE "replyx" OWNER TO "rollback_with_postgres";');
  });

  it('with a role that does not inherit only together with that', () => {
    expect(shareOwnership([alone], { ...role, is_inheriting: false }).at(-1)).toBe('ALTER ROLE "rollback" INHERIT;');
  });
});

it('a role that is still to be made has nothing but what everybody has', () => {
  const made = ofNewRole({ ...role, is_superuser: true }, 'new');
  expect(made).toMatchObject({ role: 'new', is_superuser: false, is_inheriting: true, owns_database: false });
  const rights = ['can_create_databases', 'can_end_sessions', 'sees_sessions', 'sees_settings'] as const;
  expect(rights.filter((right) => made[right])).toEqual([]);
  expect(made).toMatchObject({ database: 'replyx', database_owner: 'app', may_all_connect: true });
});
