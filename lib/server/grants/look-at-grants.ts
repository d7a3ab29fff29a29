import 'server-only';
import path from 'node:path';
import type { GrantAdvice } from '@/lib/contracts/grants';
import type { Connect } from '@/lib/contracts/runbook';
import { AppError } from '@/lib/domain/errors';
import { adviseGrants } from '@/lib/domain/grants/advise-grants';
import { ownedNames } from '@/lib/domain/grants/lacking-rights';
import { type Need, namesOf, neededRights } from '@/lib/domain/grants/needed-rights';
import type {
  FunctionRow,
  OwnershipRow,
  ParameterRow,
  ReadRow,
  RightsRows,
  RoleRow,
} from '@/lib/domain/grants/rights-rows';
import { loadSqlCatalogue, type SqlCatalogue, sqlRenderer } from '../runbooks/sql-catalogue';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { querySql } from '../targets/execute-sql';
import { type ReachableTarget, sqlTargetOf } from '../targets/get-target';
import { sqlUsesOf } from './sql-uses';

const TIMEOUT_MS = 10_000;
/** Everybody: what a role has that is still to be made. */
const PUBLIC = 'public';

/** Reads the rights that the needs are about. Throws AppError where the database does not answer. */
export type ReadRights = (needs: readonly Need[]) => Promise<{ rows: RightsRows; unknown: string[] }>;

export function rightsReader(
  target: ReachableTarget,
  catalogue: SqlCatalogue,
  tag: string,
  connect: Connect = 'target',
): ReadRights {
  const ask = async <Row extends object>(file: string, parameters: Record<string, string | string[]> = {}) => {
    const statement = (await sqlRenderer(catalogue))(file, parameters);
    const options = { timeoutMs: TIMEOUT_MS, applicationName: tag };
    return (await querySql(sqlTargetOf(target, connect), statement, options)) as Row[];
  };
  return async (needs) => {
    const [own] = await ask<RoleRow>('preflight/role-rights.sql');
    const role = own as RoleRow;
    const of = { role: role.is_superuser ? PUBLIC : role.role };
    // One after the other, and only what is asked about: each takes a connection, and the database may be short of them.
    const about = async <Row extends object>(file: string, lists: Record<string, string[]>): Promise<Row[]> => {
      const given = Object.entries(lists).map(([name, list]) => [name, list.length > 0 ? list : [NOTHING]] as const);
      const isAsked = Object.values(lists).some((list) => list.length > 0);
      return isAsked ? ask<Row>(file, { ...of, ...Object.fromEntries(given) }) : [];
    };
    const ownership = await about<OwnershipRow>('preflight/ownership.sql', ownedNames(needs));
    const reads = await about<ReadRow>('preflight/read-rights.sql', { relations: namesOf(needs, 'read') });
    const functions = await about<FunctionRow>('preflight/function-rights.sql', { functions: namesOf(needs, 'call') });
    const settings = namesOf(needs, 'set');
    const parameters = await about<ParameterRow>('preflight/parameter-rights.sql', { settings }).catch(whyUntold);
    const isTold = Array.isArray(parameters);
    const untold = isTold
      ? []
      : [`Whether ${role.role} may change ${settings.join(', ')} cannot be told: ${parameters.why}`];
    const rows = { role, ownership, reads, functions, parameters: isTold ? parameters : [] };
    return { rows, unknown: [...untold, ...unseen(needs, ownership)] };
  };
}

/** An empty list is refused as a mistake, and no object of the catalogue has this name. */
const NOTHING = '(none)';

/** Before PostgreSQL 15 there is no right to change a setting, and nothing to ask for it. */
function whyUntold(error: unknown): { why: string } {
  if (error instanceof AppError) return { why: error.message };
  throw error;
}

/** An index that is dropped already tells nothing of who owned its table. */
function unseen(needs: readonly Need[], ownership: RightsRows['ownership']): string[] {
  const { indexes, relations } = ownedNames(needs);
  const gone = [...indexes, ...relations].filter((name) => !ownership.some(({ wanted }) => wanted === name));
  return gone.length === 0 ? [] : [`Not there now, so their owner cannot be told: ${gone.join(', ')}.`];
}

/** What the role of a target's connection lacks for the procedures of the runbook in force. Reads only. */
export async function lookAtGrants(target: ReachableTarget, tag: string): Promise<GrantAdvice> {
  const at = new Date().toISOString();
  const [{ content }, catalogue] = await Promise.all([
    getCurrentRunbook(),
    loadSqlCatalogue(path.join(process.cwd(), 'sql')),
  ]);
  // One that is made of others takes nothing that they do not.
  const procedures = content.procedures.filter(({ parts }) => parts === undefined);
  const uses = procedures.flatMap(({ key, steps }) =>
    sqlUsesOf(
      key,
      steps.map(({ step }) => step),
      content.sql,
    ),
  );
  const needs = neededRights(uses);
  const { rows, unknown } = await rightsReader(target, catalogue, tag)(needs);
  return { at, ...adviseGrants(needs, rows), unknown };
}
