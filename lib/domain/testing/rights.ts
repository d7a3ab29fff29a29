import type { OwnershipRow, RightsRows, RoleRow } from '../grants/rights-rows';

/** A role that has all it needs; a test takes away what it is about. */
export const role: RoleRow = {
  role: 'rollback',
  is_superuser: false,
  is_inheriting: true,
  can_create_databases: true,
  can_end_sessions: true,
  sees_sessions: true,
  sees_settings: true,
  database: 'replyx',
  database_owner: 'app',
  is_owner_superuser: false,
  owns_database: true,
  may_all_connect: true,
};

/** Somebody else's table, with others of that owner beside it. */
export const table: OwnershipRow = {
  wanted: 'idx_a',
  schema_name: 'public',
  relation_name: 'users',
  kind: 'table',
  owner: 'app',
  is_owner_superuser: false,
  has_owner_others: true,
  is_owner: false,
  may_use_schema: true,
  may_create: true,
};

export const rightsRows = (over: Partial<RightsRows> = {}): RightsRows => ({
  role,
  ownership: [],
  reads: [],
  functions: [],
  parameters: [],
  ...over,
});
