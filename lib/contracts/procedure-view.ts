import type { RunState } from '@/lib/domain/run-states';
import type { Effect, StepForecast } from './plan';
import type { ProcedureOption } from './views';

/** A procedure as people read it outside an incident. */
/** What a procedure is found by. */
export type NamedProcedure = { key: string; title: string };

export type ProcedurePageView = {
  option: ProcedureOption;
  steps: ProcedureStepView[];
  hash: string;
  label: string;
  versions: { hash: string; label: string; createdAt: string }[];
  /** Of the runs below, by the steps that the procedure has now. */
  stepTimes: StepTimes[];
  runs: {
    id: string;
    code: string;
    isDrill: boolean;
    state: RunState;
    startedAt: string | null;
    tookMs: number | null;
  }[];
};
export type ProcedureStepView = {
  title: string;
  about: string;
  effect: Effect;
  branch: string;
  /** What it belongs to, in words, where it is one of several under a heading. */
  group?: string | undefined;
  display: string;
  worksWhen: string;
  undo: string;
  /** What is known without a target: no sizes, and no lock that only a target's own commands decide; null for what is not in force. */
  forecast: StepForecast | null;
  estimateMs: number;
  timeoutMs: number;
  kind: string;
};

/** How long a step took where it succeeded, newest run first. */
export type StepTimes = {
  key: string;
  title: string;
  estimateMs: number;
  times: { runId: string; tookMs: number; isDrill: boolean }[];
};

/** `skipped`: so many lines that did not change are left out. */
export type DiffLine = { kind: 'same' | 'added' | 'removed' | 'skipped'; text: string };
export type ProcedureVersion = {
  hash: string;
  label: string;
  createdAt: string;
  isInForce: boolean;
  /** The oldest that is kept: there is nothing to compare it with. */
  isFirst: boolean;
  lines: DiffLine[];
  added: number;
  removed: number;
};
export type ProcedureVersionsView = { key: string; title: string; versions: ProcedureVersion[] };
