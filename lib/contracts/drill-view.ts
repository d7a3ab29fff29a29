import type { ChecklistLine } from '@/lib/domain/drill-checklist';
import type { DrillResult, DrillStatus } from '@/lib/domain/drill-status';
import type { StepState } from '@/lib/domain/run-states';
import type { ActionError } from './result';
import type { Severity } from './runbook';
import type { Environment } from './target';
import type { AllowedAction, TimelineItem } from './views';

/** What the screens of drills are drawn from. Times are ISO strings in UTC; days are those of the plan's zone. */
export type DrillCard = {
  id: string;
  week: number;
  /** "1.1 Code deployment" */
  title: string;
  procedureKey: string;
  targetName: string;
  environment: Environment;
  scheduledFor: string;
  /** Day of the month in the plan's zone. */
  day: number;
  status: DrillStatus;
  result: DrillResult | null;
  finishedAt: string | null;
  /** Why it was cancelled or aborted. */
  reason: string;
  /** What keeps a planned drill from being started, as a sentence. */
  trouble: string | null;
};

export type PlanWeekView = {
  week: number;
  title: string;
  /** "days 1 to 7" */
  days: string;
  procedures: { key: string; title: string; drilled: string; isStale: boolean; isThere: boolean }[];
  drills: DrillCard[];
  /** Whose turn it is, and the plan's day in this month; null where that day is over. */
  suggestion: { procedureKey: string; day: string; time: string } | null;
};

export type DrillsView = {
  at: string;
  timeZone: string;
  month: string;
  previous: string;
  next: string;
  /** Today's day of the month, where the month is the current one. */
  today: number | null;
  days: { day: number; weekday: string; week: number | null }[];
  weeks: PlanWeekView[];
  /** Done and aborted ones, newest first. */
  history: DrillCard[];
  choices: {
    procedures: { key: string; title: string; fault: string | null }[];
    targets: { key: string; name: string }[];
  };
  canSchedule: boolean;
  canRun: boolean;
  /** Weeks of this month that are still to come and have no drill. */
  openWeeks: number;
};

export type DrillStepView = {
  title: string;
  state: StepState;
  estimateMs: number;
  tookMs: number | null;
};

export type DrillView = {
  at: string;
  timeZone: string;
  drill: DrillCard & {
    faultTitle: string | null;
    startedAt: string | null;
    startedBy: string | null;
    endedBy: string | null;
    targetMs: number | null;
    estimate: string | null;
    lessons: string;
  };
  targetKey: string;
  /** The fault's key; empty where the drill has none. */
  fault: string;
  incident: { code: string; state: 'open' | 'closed'; severity: Severity; restoredAfterMs: number | null } | null;
  /** While the incident is not declared yet: what is waited for, in a sentence, and since when. */
  preparing: { sentence: string; since: string } | null;
  /** Why its fault could not be switched, where that is what it waits for. */
  faultTrouble: ActionError | null;
  /** Why its sandbox could not be put back, where that was the last try. */
  resetTrouble: ActionError | null;
  checklist: ChecklistLine[];
  steps: DrillStepView[];
  /** From the run's start to its end; `waitedMs` of it nothing ran: people read and decided. */
  total: { tookMs: number; waitedMs: number } | null;
  next: { id: string; title: string; scheduledFor: string } | null;
  /** The drill that was held before in this procedure, to compare with. */
  before: { id: string; tookMs: number } | null;
  timeline: TimelineItem[];
  actions: AllowedAction[];
  canTick: boolean;
  /** What the form for another day begins with. */
  form: { week: number; day: string; time: string; procedureKey: string; targetKey: string };
  choices: DrillsView['choices'];
};

/** What Now says of drills. */
export type DrillsNow = {
  /** Running, due today or overdue. */
  pressing: DrillCard[];
  next: DrillCard | null;
  /** Never drilled, or not for over a month. */
  stale: { key: string; title: string; drilled: string }[];
  procedureCount: number;
};
