import type { RunState } from '@/lib/domain/run-states';
import type { Effect } from './plan';
import type { ProcedureOption } from './views';

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
