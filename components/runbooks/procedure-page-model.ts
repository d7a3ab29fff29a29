import type { Effect } from '@/lib/contracts/plan';
import type { ProcedureOption } from '@/lib/contracts/views';
import type { RunState } from '@/lib/domain/run-states';

/** A procedure as people read it outside an incident. */
export type ProcedurePageView = {
  option: ProcedureOption;
  steps: ProcedureStepView[];
  hash: string;
  label: string;
  versions: { hash: string; label: string; createdAt: string }[];
  runs: { code: string; isDrill: boolean; state: RunState; startedAt: string | null; tookMs: number | null }[];
};
export type ProcedureStepView = {
  title: string;
  about: string;
  effect: Effect;
  branch: string;
  display: string;
  worksWhen: string;
  undo: string;
  estimateMs: number;
  timeoutMs: number;
  kind: string;
};

export type Phase = { phase: number; title: string; procedures: ProcedureOption[] };
const PHASE_TITLES: Record<number, string> = {
  1: 'Indexes and N+1 fixes',
  2: 'Vector optimisation',
  3: 'Migration consolidation',
  4: 'Monitoring and scaling',
  5: 'Full system',
};

/** Procedures by the phase that they roll back, in order; "1.10" comes after "1.9". */
export function groupByPhase(procedures: readonly ProcedureOption[]): Phase[] {
  const phases = [...new Set(procedures.map((procedure) => procedure.phase))].sort((a, b) => a - b);
  return phases.map((phase) => ({
    phase,
    title: PHASE_TITLES[phase] ?? `Phase ${phase}`,
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
      title: isShared ? null : (branch?.title ?? step.branch),
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
