import type { OwnershipRow, RoleRow } from './rights-rows';

/** A name as the server reads it back, whatever is in it. */
export const quoted = (...names: string[]): string => names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');

const MAX_BYTES = 63;
const encoder = new TextEncoder();

/** Cut where the server would cut it, so that each statement names the same role. */
function roleName(name: string): string {
  let cut = name;
  while (encoder.encode(cut).length > MAX_BYTES) cut = cut.slice(0, -1);
  return cut;
}

const ALTER = { table: 'TABLE', view: 'VIEW', 'materialized view': 'MATERIALIZED VIEW' } as const;

export type Owned = Pick<OwnershipRow, 'owner' | 'is_owner_superuser' | 'has_owner_others'> & {
  /** ALTER … OWNER TO without the new owner. */
  alter: string;
  schema?: string;
};
export const ownedRelation = (row: OwnershipRow): Owned => ({
  owner: row.owner,
  is_owner_superuser: row.is_owner_superuser,
  has_owner_others: row.has_owner_others,
  alter: `ALTER ${ALTER[row.kind]} ${quoted(row.schema_name, row.relation_name)} OWNER TO`,
  ...(!row.may_use_schema && { schema: row.schema_name }),
});
export const ownedDatabase = (role: RoleRow): Owned => ({
  owner: role.database_owner,
  is_owner_superuser: role.is_owner_superuser,
  // It owns what is in it as well.
  has_owner_others: true,
  alter: `ALTER DATABASE ${quoted(role.database)} OWNER TO`,
});

/**
 * Lets a role do what the owner of exactly these objects may. No grant gives that, so it is membership in the role that
 * owns them: the owner's own, where it has nothing else; else a role that is made to own these and is shared with the one
 * that has owned them, which keeps all that it could do. A role for each owner: neither gets what the other has.
 */
export function shareOwnership(owned: readonly Owned[], { role, is_inheriting }: RoleRow, as = 'with'): string[] {
  const owners = [...new Set(owned.map(({ owner }) => owner))];
  const shared = owners.flatMap((owner) =>
    shareOf(
      owner,
      owned.filter((one) => one.owner === owner),
      role,
      as,
    ),
  );
  return shared.length > 0 && !is_inheriting ? [...shared, `ALTER ROLE ${quoted(role)} INHERIT;`] : shared;
}

function shareOf(owner: string, owned: readonly Owned[], role: string, as: string): string[] {
  const isAll = owned.every(({ has_owner_others, is_owner_superuser }) => !has_owner_others && !is_owner_superuser);
  const schemas = [...new Set(owned.flatMap(({ schema }) => schema ?? []))];
  const usage = schemas.map((schema) => `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${quoted(role)};`);
  if (isAll) return [...usage, `GRANT ${quoted(owner)} TO ${quoted(role)};`];
  const shared = quoted(roleName(`${role}_${as}_${owner}`));
  const uses = schemas.map((schema) => `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${shared};`);
  const isKept = !owned.some(({ is_owner_superuser }) => is_owner_superuser);
  return [
    `CREATE ROLE ${shared} NOLOGIN;`,
    ...uses,
    ...(isKept ? [`GRANT ${shared} TO ${quoted(owner)};`] : []),
    ...[...new Set(owned.map(({ alter }) => `${alter} ${shared};`))],
    `GRANT ${shared} TO ${quoted(role)};`,
  ];
}
