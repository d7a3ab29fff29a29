import type { Effect } from './plan';
import type { Severity } from './runbook';
import type { AllowedAction } from './views';

/** A session of the target's database that holds what a step waits for, as last seen. Times in seconds and ISO. */
export type Blocker = {
  pid: number;
  /** With the pid it names exactly this session: numbers are given again. Seconds since the epoch, as the server says it. */
  backendStart: string;
  user: string;
  application: string;
  /** "127.0.0.1", or "local" for one on the server's own machine. */
  client: string;
  /** "idle in transaction", "active". */
  state: string;
  /** Since when its transaction is open; null where the server does not show it. */
  seconds: number | null;
  /** What it ran last: values masked, cut. */
  query: string;
  /** Why the console does not end it; null where a person may ask for that. */
  keptBecause: string | null;
};

/** What a step's statement waits for, written by the worker while it waits and looked at again while a person decides. */
export type LockWait = {
  at: string;
  epoch: number;
  /** The try that is under way or was the last one, of how many. */
  attempt: number;
  of: number;
  /** The pause before the next try, in ms; null while a try waits, and once they have run out. */
  pauseMs: number | null;
  blockers: Blocker[];
};

/** An index that an interrupted CONCURRENTLY left: it costs writes and serves no query. */
export type LeftIndex = {
  /** With the name it names exactly this index. */
  oid: string;
  schema: string;
  name: string;
  table: string;
};

/** What a step started on a host, lost sight of, and is still under way there, as the probe saw it last. */
export type RunningCommand = {
  /** The host's key in the inventory. */
  host: string;
  /** "deploy@10.0.0.7:22", or the machine of the worker. */
  where: string;
  /** Names exactly this attempt on this host: a tag is started once. */
  tag: string;
  /** On a remote host its process group; here all processes that carry its tag, and those of their groups. */
  pids: number[];
  /** Here: what those are called, and the group that each is in. Absent for a remote host. */
  processes?: { pid: number; name: string; group: number }[];
  /** The machine whose workers alone can end it; null for a remote host, which every worker reaches. */
  machine: string | null;
};

export const SIDE_STEP_KINDS = ['end_session', 'end_command', 'drop_index', 'skip_step'] as const;
export type SideStepKind = (typeof SIDE_STEP_KINDS)[number];
export const SIDE_STEP_STATES = [
  'requested',
  'ready',
  'running',
  'succeeded',
  'failed',
  'unknown',
  'denied',
  'void',
] as const;
export type SideStepState = (typeof SIDE_STEP_STATES)[number];

/** What exactly a side step does, rendered: its hash is what people approve, once. */
export type SideStepPlan = {
  runId: string;
  /** The step that it is for, and the attempt; null where the run has not begun. */
  step: { id: string; epoch: number; title: string } | null;
  title: string;
  verb: string;
  about: string;
  effect: Effect;
  where: string;
  display: string;
  undo: string;
  reason: string;
  severity: Severity;
  target: { key: string; fingerprint: { systemIdentifier: string; database: string } };
  action:
    | { kind: 'end_session'; blocker: Omit<Blocker, 'seconds' | 'state' | 'keptBecause'> }
    | { kind: 'end_command'; command: RunningCommand }
    | { kind: 'drop_index'; index: LeftIndex; text: string }
    | { kind: 'skip_step' };
};

export type SideStepOutcome = { summary: string; tookMs: number };

/** A side step as the room shows it. */
export type SideStepView = {
  id: string;
  kind: SideStepKind;
  state: SideStepState;
  title: string;
  about: string;
  display: string;
  reason: string;
  stepId: string | null;
  requestedBy: string;
  requestedAt: string;
  finishedAt: string | null;
  approvalId: string | null;
  /** Who decides, in words, while it waits for them. */
  approverWords: string;
  approvers: string[];
  canDecide: boolean;
  /** Reminding of it and withdrawing it, for this person. */
  actions: AllowedAction[];
  outcome: SideStepOutcome | null;
};
