import type { Part, Procedure } from '@/lib/contracts/runbook';
import { nameInPart } from './expand-procedure';
import type { Complaint } from './runbook-checks';
import { unknownPlaceholders } from './runbook-references';

/** Whether a procedure that is made of others fits them: their branches, the parameters that it fixes, the names it uses. */
export function checkParts(procedure: Procedure, all: readonly Procedure[]): Complaint[] {
  const parts = (procedure.parts ?? []).flatMap((part, index) => {
    const of = all.find((one) => one.key === part.procedure && one.key !== procedure.key);
    return of ? [{ part, of, path: ['parts', index] as (string | number)[] }] : [];
  });
  const asked = parts.flatMap(({ part, of }) =>
    of.parameters.filter(({ key }) => !Object.hasOwn(part.fixed, key)).map(({ key }) => nameInPart(of.key, key)),
  );
  const known = [...procedure.parameters.map(({ key }) => key), ...asked];
  return [
    ...parts.flatMap(({ part, of, path }) => [
      ...checkBranch(part, of, path),
      ...checkFixed(part, of, path),
      ...unknownPlaceholders(part.given ?? {}, [...path, 'given'], known),
    ]),
    ...unknownPlaceholders(procedure.preflight, ['preflight'], [...known, 'stamp']).filter(() => parts.length > 0),
  ];
}

function checkBranch(part: Part, of: Procedure, path: (string | number)[]): Complaint[] {
  if (of.branches.some(({ key, isWayBack }) => key === part.branch && !isWayBack)) return [];
  return [{ path: [...path, 'branch'], message: `${of.key} has no way "${part.branch}"` }];
}

function checkFixed(part: Part, of: Procedure, path: (string | number)[]): Complaint[] {
  return Object.entries(part.fixed).flatMap(([name, value]): Complaint[] => {
    const at = [...path, 'fixed', name];
    const type = of.parameters.find(({ key }) => key === name)?.type;
    if (!type) return [{ path: at, message: `${of.key} has no parameter "${name}"` }];
    if (type.kind !== 'choice' || type.choices.some((choice) => choice.value === value)) return [];
    return [{ path: at, message: `"${value}" is none of the choices` }];
  });
}
