import type { Procedure } from '@/lib/contracts/runbook';
import { COMMON, isOnWay } from '../branches';
import { holds } from '../conditions';

type Step = Procedure['steps'][number]['step'];
type Sql = Extract<Step, { kind: 'sql' }>;
type Chosen = { procedure: Procedure; branch: string; parameters: Record<string, string> };

/** What stands in the way of every statement that changes a database, whatever it is. */
const GENERAL = ['target-fingerprint', 'pooler', 'privileges', 'connections', 'replication'] as const;

/** The SQL steps of the way that a plan takes first. */
export function sqlStepsOnWay({ procedure, branch, parameters }: Chosen): Sql[] {
  return procedure.steps.flatMap(({ branch: of, step }) =>
    step.kind === 'sql' && isOnWay(of ?? COMMON, branch) && holds(step.when, parameters) ? [step] : [],
  );
}

const changesOf = (chosen: Chosen) => sqlStepsOnWay(chosen).filter(({ effect }) => effect !== 'read');

/** Whether what changes does so from the cluster's own database: then there may be none under the target's name. */
export function isAllMaintenance(chosen: Chosen): boolean {
  const changes = changesOf(chosen);
  return changes.length > 0 && changes.every(({ connect }) => connect !== undefined && connect !== 'target');
}

/**
 * The looks that every plan takes whose way has a statement that changes something, besides those that its procedure asks
 * for itself: a procedure's author does not have to think of them.
 */
export function generalLooks(chosen: Chosen): Procedure['preflight'] {
  if (changesOf(chosen).length === 0) return [];
  const own = chosen.procedure.preflight.filter(({ when }) => holds(when, chosen.parameters));
  const asked = new Set(own.map(({ look }) => look));
  // In the middle of a swap nothing answers under the target's name; this look compares the cluster itself.
  if (asked.has('restore-databases')) asked.add('target-fingerprint');
  return GENERAL.filter((look) => !asked.has(look)).map((look) => ({ look, arguments: {} }));
}
