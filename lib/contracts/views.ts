import type { BaselineStanding } from '@/lib/domain/benchmark-report';
import type { RunState } from '@/lib/domain/run-states';
import type { ApprovalSummary } from './approval-view';
import type { BrokenGlassView } from './break-glass';
import type { DrillsNow } from './drill-view';
import type { EscalationsView } from './escalation-view';
import type { FollowUpsNow } from './follow-up';
import type { HandOversView } from './hand-over';
import type { HealthMark, HealthSeries, HealthSummary } from './health-view';
import type { ChannelView, MessageClockView, MessageDraftView, MessageView } from './message-view';
import type { AllowedAction, CheckView, RunView } from './run-view';
import type { Condition, Role, Severity, SignalKind, ValidationTimes } from './runbook';
import type { Environment } from './target';

export type {
  AllowedAction,
  CheckGroup,
  CheckView,
  HostView,
  OutputChunk,
  OutputMatches,
  OutputPage,
  RunView,
  StepView,
} from './run-view';

/**
 * What screens are drawn from: plain JSON, times as ISO strings in UTC. Pages get them from lib/server; the browser
 * re-reads them through GET routes. Every button comes from `actions`, which the server derived from the state tables
 * and the person's role; a screen never decides what is allowed.
 */
/** A team as it is named; who is in it is with the people. */
export type TeamView = { id: string; key: string; name: string };
export type PersonView = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isActive: boolean;
  teams: TeamView[];
};
export type Me = { id: string; name: string; email: string; role: Role };

export type TargetView = {
  id: string;
  key: string;
  name: string;
  environment: Environment;
  hosts: string[];
  vector: 'extension' | 'array';
  /** "postgresql, database replyx" */
  databaseWords: string;
  /** "Sun 02:00–04:00 Europe/Berlin"; null where it has none. */
  maintenanceWindow: string | null;
  health: HealthSummary;
};

export type MatrixRowView = {
  severity: Severity;
  when: string;
  respond: string;
  pace: string;
  approvedBy: string;
  procedures: { key: string; title: string }[];
  /** Signals that the row's Start button ticks beforehand. */
  signals: SignalKind[];
};

export type NowView = {
  at: string;
  incidents: IncidentSummary[];
  approvals: ApprovalSummary[];
  targets: (TargetView & { series: HealthSeries })[];
  matrix: MatrixRowView[];
  drills: DrillsNow;
  worker: WorkerView;
  /** Starts without an approval that nobody has reviewed, in whatever incident. */
  brokenGlass: BrokenGlassView[];
  followUps: FollowUpsNow;
};

export type WorkerView = { isAlive: boolean; lastBeatAt: string | null };

/** How many there are, counted up to a bound; `isMore`: beyond it. */
export type ListCount = { incidents: number; drills: number; isMore: boolean };

/** One page of a list, newest first. `older`: the code after which the next page goes on; null on the last one. */
export type IncidentPage = {
  incidents: IncidentSummary[];
  count: ListCount;
  older: string | null;
  isFirst: boolean;
};

export type IncidentSummary = {
  code: string;
  title: string;
  isDrill: boolean;
  severity: Severity;
  state: 'open' | 'closed';
  targetName: string;
  environment: Environment;
  declaredAt: string;
  declaredBy: string;
  /** Who answers for it. */
  ledBy: string;
  respondBy: string | null;
  closedAt: string | null;
  /** Who or what it waits for, in a sentence. */
  waitingFor: string;
  /** Since when; null where it is closed. */
  waitingSince: string | null;
  /** The one thing to do next, for this person. */
  next: { label: string; href: string };
  durationMs: number | null;
};

export type AssessView = {
  at: string;
  targets: {
    id: string;
    key: string;
    name: string;
    environment: Environment;
    health: HealthSummary;
    /** One card a signal; `measured` is filled in where the probes know. */
    signals: SignalCard[];
  }[];
  /** Over which the team is told, connected or not. */
  channels: ChannelView[];
  contacts: { key: string; name: string; notifiedFor: string }[];
  selectedTargetKey: string | null;
  preselected: SignalKind[];
};
export type SignalCard = {
  kind: SignalKind;
  title: string;
  question: string;
  unit: 'percent' | null;
  measured: { value: number | null; isSuggested: boolean; sentence: string; at: string } | null;
};

/** A signal as the browser sends it. The server measures again what it can; a forged figure changes nothing. */
export type SignalInput = { kind: SignalKind; value: number | null; note: string };

export type AssessmentView = {
  severity: Severity;
  /** The sentence of the matrix that decided it. */
  decidingSentence: string;
  reasons: { severity: Severity; sentence: string }[];
  respond: string;
  respondByIfDeclaredNow: string | null;
  pace: string;
  approvedBy: string;
  procedures: ProcedureOption[];
  /** `email` is empty where a person has to tell them. */
  notified: { key: string; name: string; because: string; email: string; phone: string }[];
  suggestedTitle: string;
  /** Filled from the signals, for people to send: nothing here claims to have been sent. */
  internalMessage: string;
};
export type ProcedureOption = {
  key: string;
  title: string;
  phase: number;
  level: number | null;
  summary: string;
  risk: string;
  estimate: string;
  isOurEstimate: boolean;
  because: string;
  /** "never drilled", "drilled 9 days ago in 3:48" */
  drilled: string;
  parameters: ParameterView[];
  /** Usable ones first; `unavailableBecause` names the tool that is missing and how to get it. */
  branches: { key: string; title: string; about: string; isWayBack?: boolean; unavailableBecause?: string }[];
  notes: string[];
};
export type ParameterView = {
  key: string;
  title: string;
  help: string;
  kind: 'commit' | 'revision' | 'backup' | 'choice';
  /** Asked for only where these hold. */
  when: Condition[];
  default: string;
  choices: { value: string; title: string; detail?: string }[];
};

export type PersonInRoom = {
  id: string;
  name: string;
  role: Role;
  isPresent: boolean;
  isDriver: boolean;
  /** Answers for the incident. */
  isLead: boolean;
  /** A place of the room, `plan` for the page of the approval, empty for wherever the run stands; null for who is away. */
  looksAt: string | null;
};
export type RoomView = {
  at: string;
  me: Me;
  incident: {
    id: string;
    code: string;
    title: string;
    severity: Severity;
    decidingSentence: string;
    state: 'open' | 'closed';
    isDrill: boolean;
    /** The drill that it belongs to. */
    drillId: string | null;
    detectedAt: string;
    declaredAt: string;
    declaredBy: string;
    respondBy: string | null;
    respondWords: string;
    /** When users were well again, from the prober: the clock stops there. */
    restoredAt: string | null;
    closedAt: string | null;
    /** Why no step may run before somebody else was told; null once they were. */
    untoldBecause: string | null;
    actions: AllowedAction[];
  };
  target: TargetView;
  worker: WorkerView;
  people: PersonInRoom[];
  procedures: ProcedureOption[];
  /** The newest run; earlier ones are in pastRuns. */
  run: RunView | null;
  pastRuns: { id: string; title: string; state: RunState; finishedAt: string | null }[];
  checks: CheckView[];
  /** When each validation belongs; null where the runbook does not say. */
  validationTimes: ValidationTimes | null;
  /** How the incident's newest benchmark stands; null where none was asked for. */
  baseline: BaselineStanding | null;
  timeline: TimelineItem[];
  messages: MessageView[];
  messageClocks: MessageClockView[];
  /** What can be written now, filled from the incident. */
  messageDrafts: MessageDraftView[];
  marks: HealthMark[];
  /** Who or what is waited for, since when. */
  waiting: { sentence: string; since: string } | null;
  closeBlockedBy: string[];
  /** Starts without an approval, the newest first, each with its review. */
  brokenGlass: BrokenGlassView[];
  escalations: EscalationsView;
  handOver: HandOversView;
};

export type TimelineItem = {
  id: string;
  at: string;
  actor: string;
  /** A sentence; `strong` is the part in bold that it begins with. */
  strong: string;
  text: string;
  quote: string | null;
  tone: 'neutral' | 'ok' | 'fail' | 'unknown' | 'waiting';
  /** What became of the notifications that told of it; absent where none did. */
  push?: string;
};
