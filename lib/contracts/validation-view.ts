import type { CheckResult } from './plan';

export type ValidationDepth = 'quick' | 'full';

/** One line of a validation of a target: measured, or left to a person with the reason why. */
export type MeasuredLine = {
  group: 'immediate' | 'comprehensive';
  key: string;
  title: string;
  /** Null where the machine cannot measure it here. */
  result: CheckResult | null;
  byHandBecause: string | null;
};

export type ValidationView = {
  id: string;
  targetKey: string;
  targetName: string;
  /** quick: the immediate checks; full: these and the comprehensive validation. */
  depth: ValidationDepth;
  state: 'queued' | 'running' | 'done' | 'failed';
  askedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** Grows while it runs. */
  lines: MeasuredLine[];
  /** Null until it is over. True: every line that could be measured is OK, and there was at least one. */
  isOk: boolean | null;
  error: string;
};
