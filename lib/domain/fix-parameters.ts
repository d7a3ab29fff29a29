import type { Condition, Procedure } from '@/lib/contracts/runbook';
import { conditionsOf } from './conditions';

/**
 * A procedure in which some parameters have a value already and are not asked for: what stands under a condition on one
 * of them is there for good or not at all, and the value stands wherever the parameter was named.
 */
export function fixParameters(procedure: Procedure, fixed: Readonly<Record<string, string>>): Procedure {
  if (Object.keys(fixed).length === 0) return procedure;
  const isFree = ({ parameter }: Condition) => !Object.hasOwn(fixed, parameter);
  const stays = (when: Condition | Condition[] | undefined) =>
    conditionsOf(when).every((condition) => isFree(condition) || fixed[condition.parameter] === condition.equals);
  const free = <T extends { when?: Condition | Condition[] | undefined }>(item: T): T => ({
    ...item,
    when: conditionsOf(item.when).filter(isFree),
  });
  return name(fixed, {
    ...procedure,
    parameters: procedure.parameters.filter(({ key }) => !Object.hasOwn(fixed, key)).map(free),
    preflight: procedure.preflight.filter((look) => stays(look.when)).map(free),
    steps: procedure.steps
      .filter(({ step }) => stays(step.when))
      .map(({ branch, step }) => ({ ...(branch !== undefined && { branch }), step: free(step) })),
    followUps: procedure.followUps.flatMap((followUp) => fixFollowUp(followUp, fixed)),
  });
}

type FollowUp = Procedure['followUps'][number];

function fixFollowUp({ when, text }: FollowUp, fixed: Readonly<Record<string, string>>): FollowUp[] {
  if (when?.parameter === undefined || !Object.hasOwn(fixed, when.parameter)) return [{ when, text }];
  if (fixed[when.parameter] !== when.equals) return [];
  return [{ when: when.branch === undefined ? undefined : { branch: when.branch }, text }];
}

function name<T>(fixed: Readonly<Record<string, string>>, value: T): T {
  if (typeof value === 'string')
    return value.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, key: string) =>
      Object.hasOwn(fixed, key) ? (fixed[key] as string) : whole,
    ) as T;
  if (Array.isArray(value)) return value.map((item) => name(fixed, item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, name(fixed, item)])) as T;
}
