import type { GrantAdvice, Lack } from '@/lib/contracts/grants';
import { lackingRights } from './lacking-rights';
import type { Need } from './needed-rights';
import { ofNewRole, type RightsRows, type RoleRow } from './rights-rows';
import { quoted } from './shared-owner';

export const newRoleName = ({ database }: RoleRow): string => `${database}_rollback`;

/**
 * What an administrator of the server has to give. A superuser lacks nothing and may do everything: for one, `rows` are
 * those of everybody ("public"), and the statements make a role that can do what the procedures need, and no more.
 */
export function adviseGrants(needs: readonly Need[], rows: RightsRows): Omit<GrantAdvice, 'at' | 'unknown'> {
  const { role } = rows;
  const of = { role: role.role, database: role.database, isSuperuser: role.is_superuser };
  if (!role.is_superuser) return { ...of, lacks: lackingRights(needs, rows) };
  const made = ofNewRole(role, newRoleName(role));
  return { ...of, lacks: [ownRole(made), ...lackingRights(needs, { ...rows, role: made })] };
}

function ownRole({ role, database, may_all_connect }: RoleRow): Lack {
  const connect = `GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(role)};`;
  return {
    key: 'superuser',
    sentence: `This role can do everything; use a role of its own, such as ${role}: give it a password with \\password in psql, and register the target with it.`,
    statements: [`CREATE ROLE ${quoted(role)} LOGIN;`, ...(may_all_connect ? [] : [connect])],
    isNeeded: false,
  };
}
