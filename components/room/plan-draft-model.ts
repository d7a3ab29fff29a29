import type { ProcedureOption, RoomView } from '@/lib/contracts/views';
import { holds } from '@/lib/domain/conditions';

/** A procedure with its parameters, as it is being chosen. */
export type PlanDraft = { procedureKey: string; branch: string; parameters: Record<string, string> };

/** A procedure as it comes: the defaults of the runbook, and its first branch, which is the recommended one. */
export function draftOf(option: ProcedureOption): PlanDraft {
  return {
    procedureKey: option.key,
    branch: option.branches[0]?.key ?? 'main',
    parameters: Object.fromEntries(option.parameters.map((parameter) => [parameter.key, parameter.default])),
  };
}

/** What a person starts from: the plan that is there, to be changed, or the procedure that fits best. */
export function startDraft(room: RoomView): PlanDraft {
  const run = room.run;
  const known = run ? room.procedures.find((option) => option.key === run.procedureKey) : undefined;
  if (!run || !known)
    return room.procedures[0] ? draftOf(room.procedures[0]) : { procedureKey: '', branch: 'main', parameters: {} };
  const fresh = draftOf(known);
  const branch = known.branches.some((one) => one.key === run.branch) ? run.branch : fresh.branch;
  const given = run.parameters
    .filter((parameter) => parameter.key in fresh.parameters)
    .map((parameter) => [parameter.key, parameter.value]);
  return { procedureKey: known.key, branch, parameters: { ...fresh.parameters, ...Object.fromEntries(given) } };
}

/** The parameters that matter with what has been chosen so far. */
export function askedFor(option: ProcedureOption, draft: PlanDraft): ProcedureOption['parameters'] {
  return option.parameters.filter((parameter) => holds(parameter.when, draft.parameters));
}

/** What is still missing before anything can be looked at; null when nothing is. */
export function draftObstacle(room: RoomView, draft: PlanDraft, isReplanning = false): string | null {
  if (isReplanning && room.run && draft.procedureKey !== room.run.procedureKey)
    return `This goes on with ${room.run.procedureKey}: abort the rollback to take another procedure.`;
  const option = room.procedures.find((one) => one.key === draft.procedureKey);
  if (!option) return 'Choose a procedure first.';
  const missing = askedFor(option, draft).find((parameter) => !draft.parameters[parameter.key]);
  return missing ? `Choose first: ${missing.title.toLowerCase()}.` : null;
}
