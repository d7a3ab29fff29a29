import type { Effect } from '@/lib/contracts/plan';
import type { ProcedureStepView } from '@/lib/contracts/procedure-view';
import type { ProcedureOption } from '@/lib/contracts/views';
import { phaseTitle } from '@/lib/domain/phases';

export type Phase = { phase: number; title: string; procedures: ProcedureOption[] };

/** Procedures by the phase that they roll back, in order; "1.10" comes after "1.9". */
export function groupByPhase(procedures: readonly ProcedureOption[]): Phase[] {
  const phases = [...new Set(procedures.map((procedure) => procedure.phase))].sort((a, b) => a - b);
  return phases.map((phase) => ({
    phase,
    title: phaseTitle(phase),
    procedures: procedures
      .filter((procedure) => procedure.phase === phase)
      .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true })),
  }));
}

export type StepGroup = {
  branch: string;
  title: string | null;
  about: string | null;
  steps: { ordinal: number; step: ProcedureStepView }[];
};

/** Neighbouring steps of one branch together, numbered through. 'main' has no heading of its own. */
export function groupByBranch(steps: readonly ProcedureStepView[], branches: ProcedureOption['branches']): StepGroup[] {
  const groups: StepGroup[] = [];
  for (const [index, step] of steps.entries()) {
    const last = groups.at(-1);
    const numbered = { ordinal: index + 1, step };
    if (last?.branch === step.branch) {
      last.steps.push(numbered);
      continue;
    }
    const branch = branches.find((each) => each.key === step.branch);
    const isShared = step.branch === 'main' && !branch;
    groups.push({
      branch: step.branch,
      title: isShared ? null : (branch?.title ?? step.group ?? step.branch),
      about: branch?.about ?? null,
      steps: [numbered],
    });
  }
  return groups;
}

export const EFFECT_WORDS: Record<Effect, string> = {
  read: 'only reads',
  change: 'changes the system',
  irreversible: 'cannot be taken back',
};

/** The middle one, or between the two in the middle. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [upper, lower] = [sorted[middle] ?? null, sorted[middle - 1] ?? null];
  return sorted.length % 2 === 1 || upper === null || lower === null ? upper : (lower + upper) / 2;
}
