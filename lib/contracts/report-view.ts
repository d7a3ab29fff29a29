import type { ToldBenchmark } from '@/lib/domain/benchmark-report';
import type { StepState } from '@/lib/domain/run-states';
import type { FoundPart } from '@/lib/domain/search-text';
import type { FollowUpsOfIncident } from './follow-up';
import type { HealthMark, HealthSeries } from './health-view';
import type { Audience } from './message';
import type { Severity } from './runbook';
import type { Environment } from './target';
import type { CheckView, IncidentSummary, ListCount, TimelineItem } from './views';

export type ReportView = {
  at: string;
  code: string;
  title: string;
  severity: Severity;
  isPartial: boolean;
  isDrill: boolean;
  /** The drill that the incident belongs to. */
  drillId: string | null;
  targetName: string;
  environment: Environment;
  startedAt: string;
  endedAt: string | null;
  durationMs: number | null;
  approvedAfterMs: number | null;
  restoredAfterMs: number | null;
  respondMinutes: number | null;
  isInTime: boolean | null;
  dataLoss: string;
  recoveredSentence: string | null;
  series: HealthSeries;
  baselineP95Ms: number;
  marks: HealthMark[];
  /** What went another way than the rule; empty where nothing did. */
  exceptions: ReportException[];
  sections: ReportSection[];
  followUps: FollowUpsOfIncident;
  /** What was foretold of each change that ran beside what happened; empty where no plan kept it. */
  foretold: ForetoldRun[];
  commands: { at: string; text: string; where: string; tookMs: number | null; outcome: StepState; by: string }[];
  messages: ReportMessage[];
  timeline: TimelineItem[];
  checks: CheckView[];
  /** Those that ran to their end in this incident, oldest first. */
  benchmarks: ToldBenchmark[];
  eventCount: number;
  chainHead: string;
  isChainVerified: boolean;
  writtenBy: string | null;
  /** Of the plan that was run last, or else made last; null where there was none. */
  planHash: string | null;
  canWrite: boolean;
};

/** One run: what its plan foretold of each change, in the order in which they came, beside what became of it. */
export type ForetoldRun = { runId: string; procedure: string; steps: ForetoldStep[] };
export type ForetoldStep = {
  stepId: string;
  title: string;
  where: string;
  /** One sentence; empty where nothing was known. */
  foretold: string;
  happened: string;
  /** The time that was foretold, in words. */
  time: string;
  tookMs: number | null;
  outcome: StepState;
  /** It took longer than the longest that was foretold. */
  isLonger: boolean;
};

/** One recipient of one message, once it was known what became of it. */
export type ReportMessage = {
  at: string;
  audience: Audience;
  recipient: string;
  subject: string;
  outcome: 'sent' | 'failed' | 'told';
  /** What the channel said, or who told them. */
  answer: string;
  by: string;
};

/** A start without an approval, or a block of the preflight that an approver let pass. */
export type ReportException = {
  kind: 'break_glass' | 'override';
  at: string;
  by: string;
  title: string;
  reason: string;
  /** Who was told at once, by name; empty where nobody had to be. */
  told: string;
  review: { verdict: 'justified' | 'not_justified'; note: string; by: string; at: string } | null;
};

export type ReportSection = { key: string; title: string; fields: ReportField[] };

export type ReportField = {
  key: string;
  title: string;
  value: string;
  isWritten: boolean;
  placeholder: string;
  kind: 'text' | 'yes_no';
};

/** Over all incidents that are no drill. `restored`: those whose users the probes saw well again. */
export type IncidentFigures = { incidents: number; drills: number; restored: number; medianRestoreMs: number | null };

/** `found`: where it says what was looked for, beside its title; null where that was not looked for. */
export type ReportSummary = IncidentSummary & { isReportComplete: boolean; found: FoundPart[] | null };

/** What of the reports is wanted; an empty word asks for nothing. */
export type ReportFilter = {
  text: string;
  severity: Severity | '';
  target: string;
  state: '' | 'unfinished' | 'complete';
  kind: '' | 'incidents' | 'drills';
  procedure: string;
  /** Days (yyyy-MM-dd) of the console's zone, both of them in it. */
  from: string;
  to: string;
};

/** One page of the reports that fit, newest first. `older`: the code after which the next page goes on. */
export type ReportPage = {
  reports: ReportSummary[];
  count: ListCount;
  /** The names of all targets, for the filter. */
  targets: string[];
  /** Those of the runbook in force. */
  procedures: { key: string; title: string }[];
  older: string | null;
  isFirst: boolean;
};
