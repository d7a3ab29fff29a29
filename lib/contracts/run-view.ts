import type { HostState } from '@/lib/domain/host-states';
import type { RunState, StepState } from '@/lib/domain/run-states';
import type { ApprovalSummary } from './approval-view';
import type { Denial } from './denial';
import type { CheckResult, Effect, Finding, StepForecast, StepOutcome } from './plan';
import type { LockWait, SideStepView } from './side-step';

/** What the room draws a rollback from: see views.ts, from where all of this is imported. */

/** An action that this person may take now. `reason`: it needs a sentence; `confirm`: the text to be typed first. */
export type AllowedAction = {
  key: string;
  label: string;
  /** What it will do, in a sentence. */
  about: string;
  isPrimary: boolean;
  isDanger: boolean;
  needsReason: boolean;
  confirmText?: string;
  /** Shown disabled, with the sentence why. */
  disabledBecause?: string;
  /** For choices among branches and the like. */
  argument?: string;
};

export type RunView = {
  id: string;
  procedureKey: string;
  title: string;
  phase: number;
  level: number | null;
  estimate: string;
  drilled: string;
  state: RunState;
  mode: 'step' | 'to_decision';
  branch: string;
  /** The way back was taken: what the run had done has been taken back. */
  isTurnedRound: boolean;
  parameters: { key: string; title: string; value: string; display: string }[];
  planHash: string | null;
  isPlanning: boolean;
  planningSince: string | null;
  preflight: { at: string; tookMs: number; findings: Finding[]; isBlocked: boolean } | null;
  approval: ApprovalSummary | null;
  /** Every no to what it would do, in whichever run of its incident, newest first; none once it has begun. */
  denials: Denial[];
  /** The maintenance window that the plan was made for; null where it may run at any time. */
  window: { opens: string; closes: string; words: string; isOpen: boolean } | null;
  /** Who has it started by the console, and when. */
  scheduled: { for: string; by: string } | null;
  /** Who has it started by its approval, and how; null where somebody presses Start. */
  armed: { by: string; mode: 'step' | 'to_decision' } | null;
  steps: StepView[];
  /** Acts beside the plan, the newest first. */
  sideSteps: SideStepView[];
  /** Index into steps of the step to look at now. */
  currentIndex: number;
  actions: AllowedAction[];
  startedAt: string | null;
  finishedAt: string | null;
};

export type StepView = {
  id: string;
  ordinal: number;
  key: string;
  branch: string;
  title: string;
  verb: string;
  about: string;
  kind: 'sql' | 'command' | 'script' | 'http' | 'manual' | 'approval';
  effect: Effect;
  group?: string;
  where: string;
  display: string;
  highlights: string[];
  timeoutMs: number;
  /** How long and how often it waits for a lock, in words; null where it does not. */
  lockWords: string | null;
  estimateMs: number;
  worksWhen: string;
  undo: string;
  /** What it will do to the database and to users, as the preflight saw it; null where none was kept. */
  forecast: StepForecast | null;
  state: StepState;
  epoch: number;
  startedAt: string | null;
  finishedAt: string | null;
  outcome: StepOutcome | null;
  /** Live facts while it runs: "waits for a lock held by pid 4711, psql, 12 s". */
  progress: string | null;
  /** Who holds what it waits for or got no lock for; null where nobody does. */
  lockWait: LockWait | null;
  output: { lines: number; bytes: number; lastSeq: number };
  actions: AllowedAction[];
  /** The hosts of a step that runs on several, in their order; empty where it runs on one. */
  hosts: HostView[];
};

/** What is known of one host of a step. */
export type HostView = {
  host: string;
  state: HostState;
  /** The attempt that last ran there; 0 where none did. */
  epoch: number;
  summary: string;
  exitCode: number | null;
  startedAt: string | null;
  finishedAt: string | null;
};
export type OutputChunk = {
  seq: number;
  stream: 'stdout' | 'stderr' | 'note';
  text: string;
  at: string;
  /** Lines begun in this attempt up to the end of this chunk. */
  lines: number;
  /** The number of the line that an earlier chunk left open and this one goes on with. */
  continues: number | null;
  /** Bytes of the inside of an endless line that stand here and were not sent; `text` is then empty. */
  elided?: number;
};

/** A stretch of one attempt's output without a hole, oldest first, and what there is of it in the store. */
export type OutputPage = {
  epoch: number;
  chunks: OutputChunk[];
  /** Of the last chunk here; what was asked from, where there is none. */
  lastSeq: number;
  /** Whether the attempt is over and this stretch reaches its end. */
  isComplete: boolean;
  total: { lines: number; bytes: number; lastSeq: number };
};

/** Where words stand in an attempt's output, as far as `lastSeq`. */
export type OutputMatches = {
  /** Line numbers, ascending; the first ones only where there are very many. */
  lines: number[];
  total: number;
  lastSeq: number;
};

export type CheckGroup = 'immediate' | 'comprehensive' | 'criteria';
export type CheckView = {
  id: string;
  group: CheckGroup;
  subgroup: 'technical' | 'business' | null;
  key: string;
  title: string;
  state: 'pending' | 'running' | 'passed' | 'failed' | 'waived';
  /** 'machine': only a measurement sets it; 'person': ticked by name. */
  by: 'machine' | 'person';
  /** Why a person has to say it where a machine could elsewhere; null where it is a person's to say. */
  byHandBecause: string | null;
  result: CheckResult | null;
  personName: string | null;
  note: string;
  at: string | null;
  actions: AllowedAction[];
};
