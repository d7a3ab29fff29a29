import type { ApprovalNeed } from '@/lib/contracts/approval-need';
import type { ReportView } from '@/lib/contracts/report-view';
import { type Procedure, procedureSchema } from '@/lib/contracts/runbook';
import { type Inventory, inventorySchema } from '@/lib/contracts/target';
import type { RunFacts } from '../allowed-actions';
import type { ApprovalFacts } from '../approval';
import { needsOf } from '../approval-needs';
import type { PlanInput } from '../render-plan';
import type { StepFacts } from '../step-actions';

/** One valid thing of each kind; a test overrides what it is about. */
export const COMMIT = '4f2a9c1e8b7d6a5f4e3d2c1b0a9f8e7d6c5b4a39';

const stepBase = {
  title: 'Check out {commit}',
  verb: 'Check out',
  about: 'The checkout goes to {commit}.',
  estimateSeconds: 5,
  timeoutSeconds: 60,
  worksWhen: 'the checkout stands at {commit}',
  undo: 'Check out {previous_commit} again.',
};

/** A command that changes something, with its postcondition. */
export function commandStep(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...stepBase,
    key: 'checkout',
    kind: 'command',
    effect: 'change',
    command: 'git-checkout',
    arguments: { commit: '{commit}' },
    postcondition: [
      {
        check: 'command',
        title: 'it stands at {commit}',
        command: 'git-head',
        arguments: {},
        expect: { stdout: '{commit}' },
      },
    ],
    ...over,
  };
}

export function sqlStep(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...stepBase,
    key: 'count',
    kind: 'sql',
    effect: 'read',
    file: 'verify/index-gone.sql',
    parameters: { indexes: '{index}' },
    ...over,
  };
}

export function httpStep(over: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...stepBase, key: 'verify', kind: 'http', effect: 'read', endpoints: ['health'], ...over };
}

/** Parsed by the schema, so that a fixture cannot drift from what a runbook may hold. */
export function procedure(over: Record<string, unknown> = {}): Procedure {
  return procedureSchema.parse({
    key: '1.1',
    title: 'Code deployment',
    phase: 1,
    level: 1,
    summary: 'Puts the last stable code back.',
    risk: 'Users may see errors for seconds.',
    estimateMinutes: { from: 2, to: 5 },
    fits: [{ signal: 'error_rate', rank: 1, because: 'A bad deploy fails calls.' }],
    parameters: [
      {
        key: 'commit',
        title: 'Commit',
        help: 'The last stable one.',
        type: { kind: 'commit', choicesFrom: 'commits' },
      },
    ],
    branches: [
      { key: 'usual', title: 'As usual', about: 'Checks out and reloads.' },
      { key: 'other', title: 'The other way', about: 'Where the usual one fails.' },
    ],
    preflight: [{ look: 'git-commit', arguments: { commit: '{commit}' } }],
    steps: [{ step: commandStep() }, { step: httpStep() }],
    ...over,
  });
}

export const placed = (step: Record<string, unknown>, branch?: string) => ({ branch, step });

export function inventory(over: Record<string, unknown> = {}): Inventory {
  return inventorySchema.parse({
    hosts: [{ key: 'app', kind: 'local' }],
    endpoints: [
      { key: 'health', title: '/health', url: 'http://127.0.0.1:8000/health' },
      { key: 'api-health', title: '/api/health', url: 'http://127.0.0.1:8000/api/health' },
    ],
    commands: {
      'git-checkout': { host: 'app', argv: ['git', 'checkout', '--detach', '{commit}'], cwd: '/srv/replyx' },
      'nginx-restart': { host: 'app', argv: ['systemctl', 'restart', 'nginx'] },
    },
    tools: { nginx: { title: 'nginx', host: 'app', check: ['nginx', '-v'], install: 'Install it with apt.' } },
    baseline: { errorRatePercent: 0, p95Ms: 100, measuredAt: '2025-08-25T00:00:00.000Z' },
    fingerprint: { systemIdentifier: '7400000000000000001', database: 'replyx' },
    vector: 'array',
    ...over,
  });
}

export function planInput(over: Partial<PlanInput> = {}): PlanInput {
  return {
    runbook: { key: 'replyx', label: '1.0', hash: 'f'.repeat(64) },
    severity: 'critical',
    target: {
      key: 'replyx-sandbox',
      environment: 'sandbox',
      fingerprint: { systemIdentifier: '7400000000000000001', database: 'replyx' },
      inventoryHash: 'e'.repeat(64),
    },
    parameters: { commit: COMMIT },
    branch: 'usual',
    facts: { previous_commit: 'b'.repeat(40) },
    missingFacts: {},
    procedure: procedure(),
    inventory: inventory(),
    missingTools: [],
    renderSql: (file, parameters) => ({ text: `SELECT '${file}'`, values: Object.values(parameters) }),
    ...over,
  };
}

export function runFacts(over: Partial<RunFacts> = {}): RunFacts {
  return {
    state: 'waiting',
    severity: 'high',
    besideNeeds: needsOf(over.severity ?? 'high', []),
    isPlanned: true,
    isPlanning: false,
    isBlocked: false,
    isOverridable: false,
    isDenied: false,
    preparedById: 'preparer',
    requestedById: 'requester',
    driverId: 'driver',
    startedById: 'starter',
    deciderIds: ['decider'],
    withdrawers: {},
    targetName: 'ReplyX production',
    isIncidentOpen: true,
    untoldBecause: null,
    window: null,
    isScheduled: false,
    isArmed: false,
    isResumable: false,
    hasParameters: false,
    ...over,
  };
}

export function stepFacts(over: Partial<StepFacts> = {}): StepFacts {
  return {
    state: 'pending',
    effect: 'change',
    isManual: false,
    verb: 'Drop index',
    alternatives: [],
    wayBack: null,
    isCancelAsked: false,
    isProbed: true,
    isStillRunning: false,
    ...over,
  };
}

export function approvalFacts(over: Partial<ApprovalFacts> = {}): ApprovalFacts {
  const roles = (over.roles ?? ['team_lead', 'executive']) as ApprovalNeed['roles'];
  return {
    state: 'requested',
    roles,
    needs: [{ roles, quorum: 1, isSeparate: false, because: 'the test' }],
    requestedById: 'requester',
    preparedById: 'preparer',
    startedById: null,
    driverId: null,
    planAskedById: null,
    expiresAt: new Date('2025-08-25T11:00:00.000Z'),
    decisions: [],
    isIncidentOpen: true,
    ...over,
  };
}

export function reportView(over: Partial<ReportView> = {}): ReportView {
  return {
    at: '2025-08-25T12:00:00.000Z',
    code: 'DB-ROLLBACK-20250825-100000',
    title: 'Calls fail after the deploy',
    severity: 'critical',
    isPartial: false,
    isDrill: false,
    drillId: null,
    targetName: 'ReplyX production',
    environment: 'production',
    startedAt: '2025-08-25T10:00:00.000Z',
    endedAt: '2025-08-25T10:06:54.000Z',
    durationMs: 414_000,
    approvedAfterMs: 60_000,
    restoredAfterMs: 240_000,
    respondMinutes: 5,
    isInTime: true,
    dataLoss: 'none',
    recoveredSentence: null,
    series: { from: '2025-08-25T09:58:00.000Z', to: '2025-08-25T10:08:00.000Z', bucketMs: 5000, points: [] },
    marks: [],
    baselineP95Ms: 100,
    exceptions: [],
    sections: [{ key: 'actions', title: 'Rollback actions taken', fields: [] }],
    followUps: {
      incidentCode: 'DB-ROLLBACK-20250825-100000',
      items: [],
      people: [],
      me: 'kim',
      canWrite: true,
      today: '2025-08-25',
    },
    foretold: [],
    commands: [],
    messages: [],
    timeline: [],
    checks: [],
    benchmarks: [],
    eventCount: 3,
    chainHead: 'c'.repeat(64),
    isChainVerified: true,
    writtenBy: null,
    planHash: null,
    canWrite: true,
    ...over,
  };
}

/** A session that holds what a step waits for, and an index that an interrupted statement left. */
export const BLOCKER = {
  pid: 4711,
  backendStart: '1764000000.5',
  user: 'app',
  application: 'report',
  client: 'local',
  query: '',
  keptBecause: null,
};
export const LEFT_INDEX = { oid: '16400', schema: 'public', name: 'idx_a', table: 'users' };
