/**
 * The state machine, as one table. Server guards, buttons, the database's CHECK constraints and the documentation
 * are derived from it or tested against it; every edge carries the sentence that says when it occurs.
 */
export const RUN_STATES = [
  'draft',
  'awaiting_approval',
  'approved',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'aborted',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export const STEP_STATES = [
  'pending',
  'ready',
  'running',
  'succeeded',
  'failed',
  'unknown',
  'cancelled',
  'skipped',
] as const;
export type StepState = (typeof STEP_STATES)[number];

type Edge<S extends string> = { readonly from: S; readonly to: S; readonly when: string };

export const RUN_EDGES: readonly Edge<RunState>[] = [
  { from: 'draft', to: 'awaiting_approval', when: 'somebody asked for approval of the rendered plan' },
  { from: 'awaiting_approval', to: 'draft', when: 'the request was denied, expired or voided by a changed plan' },
  { from: 'awaiting_approval', to: 'approved', when: 'the last needed person approved exactly this plan' },
  { from: 'approved', to: 'draft', when: 'the plan changed, or the approval expired before the run was started' },
  { from: 'approved', to: 'running', when: 'the driver started the run and the approval was used' },
  { from: 'running', to: 'waiting', when: 'a person has to decide or to press the next button' },
  { from: 'waiting', to: 'running', when: 'a person decided, and a step is ready for the worker' },
  { from: 'running', to: 'succeeded', when: 'the last step succeeded or was skipped' },
  { from: 'waiting', to: 'succeeded', when: 'a person settled the last open step' },
  { from: 'running', to: 'aborted', when: 'the way back was taken to its end' },
  { from: 'waiting', to: 'failed', when: 'a person ended the run while a step had failed or was unknown' },
  { from: 'draft', to: 'aborted', when: 'a person gave the plan up before anything ran' },
  { from: 'awaiting_approval', to: 'aborted', when: 'a person gave the plan up before anything ran' },
  { from: 'approved', to: 'aborted', when: 'a person gave the plan up before anything ran' },
  { from: 'waiting', to: 'aborted', when: 'a person stopped the run between two steps' },
];

export const STEP_EDGES: readonly Edge<StepState>[] = [
  { from: 'pending', to: 'ready', when: "the step's turn came" },
  { from: 'ready', to: 'running', when: 'one worker claimed it, with a new epoch' },
  { from: 'running', to: 'succeeded', when: 'the effect ended and its postcondition holds' },
  { from: 'running', to: 'failed', when: 'the effect failed, or its postcondition does not hold' },
  {
    from: 'running',
    to: 'unknown',
    when: 'the worker that claimed it, or the connection to the target, was lost before the outcome was known; or it was told to end and may still run',
  },
  { from: 'running', to: 'cancelled', when: 'a person stopped it, and it is gone on the far side' },
  { from: 'failed', to: 'ready', when: 'a person chose to try again' },
  { from: 'cancelled', to: 'ready', when: 'a person chose to try again' },
  { from: 'unknown', to: 'ready', when: 'a person saw from the probe that it did not take effect and chose to run it' },
  { from: 'unknown', to: 'succeeded', when: 'a person confirmed from the probe that it took effect' },
  { from: 'failed', to: 'skipped', when: 'a person skipped it with a reason, or took the alternative' },
  { from: 'cancelled', to: 'skipped', when: 'a person skipped it with a reason, or took the alternative' },
  { from: 'unknown', to: 'skipped', when: 'a person skipped it with a reason, or took the alternative' },
  { from: 'ready', to: 'skipped', when: 'a person skipped it with a reason before it ran' },
  {
    from: 'pending',
    to: 'skipped',
    when: 'the plan does not need it: a branch not taken, a tool that the target lacks; or a person skipped it with a reason',
  },
  { from: 'pending', to: 'cancelled', when: 'the run ended before its turn came' },
  { from: 'ready', to: 'cancelled', when: 'the run ended before its turn came' },
];

/** Whether the table has the edge. */
export function canMoveRun(from: RunState, to: RunState): boolean {
  return RUN_EDGES.some((edge) => edge.from === from && edge.to === to);
}

/** Whether the table has the edge. */
export function canMoveStep(from: StepState, to: StepState): boolean {
  return STEP_EDGES.some((edge) => edge.from === from && edge.to === to);
}

/** States that no edge leaves. Marked, since a browser that does not ask for them needs no table with its sentences. */
export const FINAL_RUN_STATES: readonly RunState[] = /* @__PURE__ */ RUN_STATES.filter(
  (state) => !RUN_EDGES.some((edge) => edge.from === state),
);

/** A run holds its target from its start to its end: one such run a target. */
export const ACTIVE_RUN_STATES: readonly RunState[] = ['running', 'waiting'];

/** A run that has not begun: a change of what it would do makes its plan anew. */
export const REPLANNED_STATES: readonly RunState[] = ['draft', 'awaiting_approval', 'approved'];

/** Steps that need nobody and nothing any more. */
export const SETTLED_STEP_STATES: readonly StepState[] = ['succeeded', 'skipped'];

/** Steps about which a person has to decide before the run can go on. */
export const UNSETTLED_STEP_STATES: readonly StepState[] = ['failed', 'unknown', 'cancelled'];
