import type { Denial } from './denial';
import type { ExactList } from './exact-list';
import type { Override, PlannedBlock } from './override';
import type { Effect, Finding, StepForecast } from './plan';
import type { Severity } from './runbook';
import type { Environment } from './target';
import type { AllowedAction, Me, TargetView } from './views';

export type ApprovalSummary = {
  id: string;
  state: 'requested' | 'approved' | 'denied' | 'void' | 'expired' | 'used' | 'withdrawn';
  /** Nobody approved: its driver broke the glass. */
  isBreakGlass: boolean;
  incidentCode: string;
  incidentTitle: string;
  isDrill: boolean;
  targetName: string;
  environment: Environment;
  procedureTitle: string;
  severity: Severity;
  requestedBy: string;
  requestedAt: string;
  expiresAt: string;
  respondBy: string | null;
  /** "an executive" */
  approverWords: string;
  /** What it takes, need by need, and where each comes from. */
  needs: { words: string; because: string }[];
  /** Different people who approved so far, and how many it takes in all. */
  given: number;
  wanted: number;
  /** People who may decide, by name; "Dora (for Eve)" where a role is lent. */
  approvers: string[];
  decisions: {
    by: string;
    /** Whose role it was, where it was lent. */
    onBehalfOf: string | null;
    verdict: 'approved' | 'denied';
    reason: string;
    at: string;
    /** Blocks of the preflight that they let pass. */
    overrides: Override[];
  }[];
  /** Who withdrew it, and why. */
  ended: { by: string; because: string } | null;
  planHash: string;
  canDecide: boolean;
};

export type ApprovalView = {
  at: string;
  me: Me;
  summary: ApprovalSummary;
  target: TargetView;
  decidingSentence: string;
  detectedAt: string;
  note: string;
  /** Every no that was given earlier in this incident, newest first; of an act beside the plan, those to the same act. */
  denials: Denial[];
  /** The maintenance window that it is asked for; the approval lasts to its end. Null: it may run at any time. */
  windowWords: string | null;
  /** What an act beside the plan is about; null for a plan, whose procedure says it. */
  aboutWords: string | null;
  /** What follows from a yes by itself, in a sentence; null where somebody starts it later. */
  atOnceWords: string | null;
  /** Reads, changes, irreversible ones: in the order they run. */
  steps: {
    title: string;
    effect: Effect;
    where: string;
    display: string;
    highlights: string[];
    group?: string | undefined;
    branch: string;
    plannedSkip: string | null;
    undo: string;
    /** What it will do, as the preflight saw it; null where none was kept. */
    forecast: StepForecast | null;
  }[];
  branches: { key: string; title: string; about: string }[];
  /** The way that the plan takes first; the other branches run only if a step fails. Unset: unknown, so all are shown. */
  activeBranch?: string;
  stepCount: number;
  estimateWords: string;
  preflight: { at: string; findings: Finding[] } | null;
  /** What blocks the plan and would have to be overridden by name: what that means, or null where nobody can. */
  blocks: (PlannedBlock & { remedy: string; means: string | null })[];
  /** What goes along, item by item: whoever approves confirms how many there are. */
  exactLists: (ExactList & { items: string[] })[];
  undoWords: string[];
  isUndoable: boolean;
  /** The way back that is part of the plan: how many steps, and how long; null where the plan has none. */
  wayBack: { title: string; stepCount: number; estimateWords: string } | null;
  parameters: { title: string; display: string }[];
  notes: string[];
  /** Why this person cannot decide, in a sentence that names who can; null when they can. */
  cannotDecideBecause: string | null;
  /** For whom this person would decide, where it is not in their own role. */
  decidesFor: { name: string; until: string } | null;
  /** To end it before anything runs, for who asked and who approved it. */
  withdraw: AllowedAction | null;
  actions: AllowedAction[];
};
