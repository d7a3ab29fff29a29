import 'server-only';
import { lackingRights } from '@/lib/domain/grants/lacking-rights';
import { isOfServer, neededRights } from '@/lib/domain/grants/needed-rights';
import { isAllMaintenance, sqlStepsOnWay } from '@/lib/domain/preflight/general-looks';
import { judgePrivileges } from '@/lib/domain/preflight/privileges';
import { fill } from '@/lib/domain/render-plan';
import { rightsReader } from '../../grants/look-at-grants';
import { sqlUsesOf } from '../../grants/sql-uses';
import { connectOf, type Look, type LookContext } from './look';

/** Whether the console's role may do what the plan's own statements do. */
export const privileges: Look = async (context) => {
  const steps = sqlStepsOnWay(context).map((step) => ({ ...step, parameters: filled(context, step.parameters) }));
  const needs = neededRights(sqlUsesOf(context.procedure.key, steps, context.catalogue));
  // Of the cluster's own database the relations would be other ones; another look sees who owns the one that is swapped.
  const asked = isAllMaintenance(context) ? needs.filter(({ kind }) => isOfServer(kind)) : needs;
  const read = rightsReader(context.target, context.catalogue, context.tag, connectOf(context));
  const { rows } = await read(asked);
  const lacks = rows.role.is_superuser ? [] : lackingRights(asked, rows);
  return { findings: [judgePrivileges(rows.role.role, lacks)] };
};

const filled = ({ parameters }: LookContext, given: Record<string, string>) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, fill(value, parameters)]));
