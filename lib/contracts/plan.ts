import type { HostOrder } from '@/lib/domain/hosts';
import type { LockRetries } from '@/lib/domain/lock-retries';
import type { ApprovalAsk } from './approval-need';
import type { ExactList } from './exact-list';
import type { PlannedBlock } from './override';
import type { Check, Connect, Severity } from './runbook';
import type { LeftIndex, RunningCommand } from './side-step';
import type { Environment } from './target';

/** What exactly a step does, rendered: nothing is decided between approval and execution. */
export type StepAction =
  | {
      kind: 'sql';
      file: string;
      text: string;
      values: string[];
      connect?: Connect;
      lockTimeoutMs?: number;
      /** How often it is tried where a lock is not free in time; absent: once. */
      lockRetries?: LockRetries;
      /** What the same statement took in the preflight. */
      timedBeforeMs?: number;
    }
  | {
      kind: 'command';
      binding: string;
      /** The host's key; with `fanOut` the name that stands for all of its hosts. */
      host: string;
      /** The same on each of these hosts, each by itself within the step's time. Absent where it is one. */
      fanOut?: { order: HostOrder; hosts: string[] };
      argv: string[];
      cwd?: string;
      /** What it reads. */
      input?: string;
      progress?: ProgressQuery;
    }
  | {
      kind: 'script';
      /** A key of the target's places. */
      place: string;
      host: string;
      fanOut?: { order: HostOrder; hosts: string[] };
      cwd?: string;
      /** Run by bash -euo pipefail, exactly so. */
      text: string;
      /** The values of the parameters. What the place itself gives is not part of a plan: it may be a secret. */
      env: Record<string, string>;
      variables: string[];
      folders: string[];
    }
  | { kind: 'http'; calls: { endpoint: string; method: string; url: string }[] }
  | { kind: 'manual'; instruction: string };

/** A read whose first column says how far a command is. */
export type ProgressQuery = { text: string; values: string[]; connect?: Connect };

export type Effect = 'read' | 'change' | 'irreversible';

export type RenderedStep = {
  key: string;
  /** 'main' or the key of a branch. */
  branch: string;
  title: string;
  verb: string;
  about: string;
  effect: Effect;
  /** The part of a long plan that the step belongs to. */
  group?: string;
  /** Host or database, in words. */
  where: string;
  action: StepAction;
  /** The exact statement or argument list as shown; `highlights` are the parameter values in it. */
  display: string;
  highlights: string[];
  timeoutMs: number;
  estimateMs: number;
  worksWhen: string;
  /** Where one of them does not hold when the step's turn comes, it is not needed. */
  onlyIf?: Check[];
  precondition?: Check[];
  postcondition: Check[];
  /** Runs even where its postcondition holds already. */
  alwaysRuns?: true;
  undo: string;
  /** What users notice, in the runbook's own words; absent where it says nothing of that. */
  usersNotice?: string;
  alternatives: string[];
  /** What approving a plan with it takes beyond what the severity does. */
  approval?: ApprovalAsk;
  /** Set where the plan itself leaves the step out, with the reason. */
  plannedSkip: string | null;
  /** It is left out because an earlier run that this plan goes on from has done it; not for what the target lacks. */
  isPassedOver?: true;
};

/** What people approve, through its hash: SHA-256 over its canonical JSON. */
export type Plan = {
  runbook: { key: string; label: string; hash: string };
  procedure: { key: string; title: string };
  severity: Severity;
  target: {
    key: string;
    environment: Environment;
    fingerprint: { systemIdentifier: string; database: string };
    /** Hosts, commands, endpoints and tools as they were: a step looks its environment and host up in them. */
    inventoryHash: string;
  };
  parameters: Record<string, string>;
  branch: string;
  /** Facts that the preflight found and the plan was rendered with (the commit left behind, definitions kept). */
  facts: Record<string, string>;
  /** Facts that it looked for in vain, and why: a way back that is planned later says the same. */
  missingFacts?: Record<string, string>;
  steps: RenderedStep[];
  /** What the preflight found to block it, and what it is approved in spite of; absent where nothing does. */
  blocks?: PlannedBlock[];
  /** Lists of the preflight that go along, counted; who approves confirms each number. Absent where there are none. */
  exactLists?: ExactList[];
};

export type Finding = {
  key: string;
  verdict: 'ok' | 'warn' | 'block';
  /** What was looked at and seen, in one sentence. */
  sentence: string;
  /** The safe next move, for a warning or a block. */
  remedy?: string;
  /** Exact lists behind the sentence: index names and sizes, lock holders, files. */
  details?: string[];
  /** Whoever approves the plan approves exactly this list: it is shown open, and what it stands for is bound by the plan. */
  isExactList?: true;
  /** Indexes that an interrupted statement left INVALID, each of which can be removed beside the plan. */
  leftIndexes?: LeftIndex[];
};

/**
 * What a step will do, in sentences, as far as it is known when the plan is made. Sizes and times change with every look
 * and change nothing that runs, so this is no part of the plan hash; the approver reads what was kept here.
 */
export type StepForecast = {
  /** What it locks, and who waits for that; null where nothing is known or it only reads. */
  lock: string | null;
  /** Others have to wait for that lock to read or to write. */
  isBlocking: boolean;
  /** How long: what similar runs took, or the estimate, said to be one. */
  time: string;
  /** The longest that is foretold by that: the worst of similar runs, or the estimate. Absent in older forecasts. */
  longestMs?: number;
  /** Objects with their sizes, as seen. */
  touches: string[];
  usersNotice: string | null;
};

export type Preflight = {
  at: string;
  tookMs: number;
  findings: Finding[];
  /** One for each step of the plan, in its order. Absent in preflights that were taken before there was such a thing. */
  forecasts?: StepForecast[];
};

export type CheckResult = {
  title: string;
  did: string;
  expected: string;
  saw: string;
  isOk: boolean;
  /** The look itself failed, so it tells nothing about what it was to look at. */
  isBlind?: true;
  /** The checks that a line consists of, where it is more than one. */
  parts?: CheckResult[];
  tookMs: number;
};

export type StepProbe = {
  at: string;
  verdict: 'applied' | 'not_applied' | 'unclear';
  sentences: { isOk: boolean; text: string }[];
  /** Its effect was still under way on the target, so the look is taken again until it is not. */
  isRunning?: true;
  /** Indexes that it left INVALID. */
  leftIndexes?: LeftIndex[];
  /** What it started on hosts and still runs there. */
  running?: RunningCommand[];
};

export type StepOutcome = {
  /** What happened in one sentence. */
  summary: string;
  exitCode?: number;
  rows?: number;
  tookMs: number;
  checks: CheckResult[];
  /** What a probe of the postcondition said, and when, for failed and unknown steps. */
  probe?: StepProbe;
  /** Result rows of a read, as text, bounded. */
  table?: { columns: string[]; rows: string[][]; total: number };
  error?: { sentence: string; referenceId?: string };
  /** It succeeded because nothing was to be done: its time says nothing about how long the step takes. */
  isNothingRun?: true;
  /** Why a person skipped it or settled it, and who. */
  settledBy?: { personName: string; reason: string };
};
