import 'server-only';
import path from 'node:path';
import type { GrantAdvice } from '@/lib/contracts/grants';
import type { Connect } from '@/lib/contracts/runbook';
import { AppError } from '@/lib/domain/errors';
import { adviseGrants } from '@/lib/domain/grants/advise-grants';
import { ownedNames } from '@/lib/domain/grants/lacking-rights';
import { type Need, namesOf, neededRights } from '@/lib/domain/grants/needed-rights';
import type { RightsRows, RoleRow } from '@/lib/domain/grants/rights-rows';
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
    const { indexes, relations } = ownedNames(needs);
    const unknown: string[] = [];
    const settings = async () => {
      const names = namesOf(needs, 'set');
      if (names.length === 0) return [];
      return ask<RightsRows['parameters'][number]>('preflight/parameter-rights.sql', { ...of, settings: names }).catch(
        (error) => {
          if (!(error instanceof AppError)) throw error;
          unknown.push(`Whether ${role.role} may change ${names.join(', ')} cannot be told: ${error.message}`);
          return [];
        },
      );
    };
    const [ownership, reads, functions, parameters] = await Promise.all([
      ask<RightsRows['ownership'][number]>('preflight/ownership.sql', {
        ...of,
        indexes: orNone(indexes),
        relations: orNone(relations),
      }),
      ask<RightsRows['reads'][number]>('preflight/read-rights.sql', {
        ...of,
        relations: orNone(namesOf(needs, 'read')),
      }),
      ask<RightsRows['functions'][number]>('preflight/function-rights.sql', {
        ...of,
        functions: orNone(namesOf(needs, 'call')),
      }),
      settings(),
    ]);
    return {
      rows: { role, ownership, reads, functions, parameters },
      unknown: [...unknown, ...unseen(needs, ownership)],
    };
  };
}

/** An empty list is refused as a mistake; no object of the catalogue has this name. */
const orNone = (names: readonly string[]) => (names.length > 0 ? [...names] : ['(none)']);

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
