/** Rows of `sql/preflight/role-rights.sql` and its neighbours. */
export type RoleRow = {
  role: string;
  is_superuser: boolean;
  is_inheriting: boolean;
  can_create_databases: boolean;
  can_end_sessions: boolean;
  sees_sessions: boolean;
  sees_settings: boolean;
  database: string;
  database_owner: string;
  is_owner_superuser: boolean;
  owns_database: boolean;
  may_all_connect: boolean;
};
export type OwnershipRow = {
  wanted: string;
  schema_name: string;
  relation_name: string;
  kind: 'table' | 'view' | 'materialized view';
  owner: string;
  is_owner_superuser: boolean;
  has_owner_others: boolean;
  is_owner: boolean;
  may_use_schema: boolean;
  may_create: boolean;
};
export type ReadRow = {
  wanted: string;
  schema_name: string;
  relation_name: string;
  may_read: boolean;
  may_use_schema: boolean;
};
export type FunctionRow = { wanted: string; identity: string; may_execute: boolean };
export type ParameterRow = { wanted: string; may_set: boolean };
export type RightsRows = {
  role: RoleRow;
  ownership: OwnershipRow[];
  reads: ReadRow[];
  functions: FunctionRow[];
  parameters: ParameterRow[];
};

/** The same of a role that is still to be made: it has what everybody has, and nothing else. */
export function ofNewRole(role: RoleRow, name: string): RoleRow {
  return {
    ...role,
    role: name,
    is_superuser: false,
    is_inheriting: true,
    can_create_databases: false,
    can_end_sessions: false,
    sees_sessions: false,
    sees_settings: false,
    owns_database: false,
  };
}
