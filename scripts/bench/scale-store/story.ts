// What an incident of the scale bench consists of: one real-sized story, told by every incident of the store.
import type { CheckResult, Plan, Preflight, RenderedStep, StepOutcome } from '@/lib/contracts/plan';
import type { Procedure, RunbookContent } from '@/lib/contracts/runbook';
import { type Inventory, inventorySchema } from '@/lib/contracts/target';
import type { CheckGroup } from '@/lib/contracts/views';
import type { EventData, EventType } from '@/lib/domain/events';

const EVENTS_AN_INCIDENT = 100;
const PROCEDURE = '1.2';
const HOST = 'app-1';
const HASH = 'a'.repeat(64);

/** One event, as far as it is the same in every incident; `by` and `step` say whose and of which step it is. */
export type ToldEvent = { type: EventType; data: unknown; by: 'engineer' | 'lead' | null; step: number | null };
export type Story = {
  plan: Plan;
  preflight: Preflight;
  outcome: StepOutcome;
  events: ToldEvent[];
  checks: { group: CheckGroup; key: string; title: string }[];
  check: CheckResult;
};

const check: CheckResult = {
  title: 'the endpoint answers',
  did: 'called GET /api/health on app-1 and read its answer',
  expected: '200 with {"status":"ok"} within 5 s',
  saw: '200 with {"status":"ok"} after 38 ms',
  isOk: true,
  tookMs: 38,
};
const outcome: StepOutcome = { summary: 'It ended well.', exitCode: 0, tookMs: 1_240, checks: [check, check] };
const preflight: Preflight = {
  at: new Date(0).toISOString(),
  tookMs: 2_310,
  findings: Array.from({ length: 12 }, (_, at) => ({
    key: `finding-${at}`,
    verdict: 'ok' as const,
    sentence: 'Nobody holds a lock on the table, and the longest transaction is 3 s old.',
    details: ['idx_dialogs_user_id, 41 MB', 'idx_dialog_messages_dialog_id, 212 MB'],
  })),
};

/** Tells it with the procedure of the runbook in force that has the longest list of indexes. */
export function tellStory(content: RunbookContent): Story {
  const procedure = content.procedures.find(({ key }) => key === PROCEDURE) as Procedure;
  const plan = planOf(procedure, content);
  const checks = [
    ...content.immediate.map(({ key, check: { title } }) => ({ group: 'immediate' as const, key, title })),
    ...content.comprehensive.map(({ key, title }) => ({ group: 'comprehensive' as const, key, title })),
    ...content.criteria.map(({ key, title }) => ({ group: 'criteria' as const, key, title })),
  ];
  return { plan, preflight, outcome, events: eventsOf(plan, procedure), checks, check };
}

function planOf(procedure: Procedure, content: RunbookContent): Plan {
  const stepsOf = (key: string) =>
    procedure.steps.filter((entry) => entry.branch === undefined || entry.branch === key);
  const longestFirst = procedure.branches.map(({ key }) => key).sort((a, b) => stepsOf(b).length - stepsOf(a).length);
  const branch = longestFirst[0] ?? 'main';
  return {
    runbook: { key: content.key, label: content.label, hash: HASH },
    procedure: { key: procedure.key, title: procedure.title },
    severity: 'high',
    target: {
      key: 'bench-1',
      environment: 'staging',
      fingerprint: { systemIdentifier: '1', database: 'replyx' },
      inventoryHash: HASH,
    },
    parameters: {},
    branch,
    facts: { head: HASH.slice(0, 40) },
    steps: stepsOf(branch).map(({ step }): RenderedStep => {
      const { key, title, verb, about, effect, worksWhen, undo, alternatives, postcondition } = step;
      const argv = ['psql', '--no-psqlrc', '--command', title];
      return {
        ...{ key, branch: 'main', title, verb, about, effect, worksWhen, undo, alternatives, postcondition },
        where: HOST,
        action: { kind: 'command', binding: key, host: HOST, argv },
        display: argv.join(' '),
        highlights: [],
        timeoutMs: 60_000,
        estimateMs: 5_000,
        plannedSkip: null,
      };
    }),
  };
}

function eventsOf(plan: Plan, procedure: Procedure): ToldEvent[] {
  const told: ToldEvent[] = [];
  const tell = <T extends EventType>(
    type: T,
    data: EventData<T>,
    by: ToldEvent['by'] = null,
    step: number | null = null,
  ) => told.push({ type, data, by, step });
  tell('incident.declared', declared, 'engineer');
  tell('people.notified', notified, 'engineer');
  const { key: procedureKey, title } = procedure;
  tell('run.prepared', { procedureKey, procedure: title, branch: plan.branch, parameters: {} }, 'engineer');
  tell('run.planned', { planHash: HASH, changes: 8, reads: 4, findings: preflight.findings, isBlocked: false });
  const asked = { planHash: HASH, approver: 'a team lead', note: 'As agreed.', expiresAt: new Date(0).toISOString() };
  tell('approval.requested', asked, 'engineer');
  tell('approval.approved', { planHash: HASH, reason: 'The plan fits.', waitedMs: 95_000 }, 'lead');
  tell('run.started', { mode: 'step', planHash: HASH }, 'engineer');
  for (const [at, step] of plan.steps.entries()) {
    const { title, verb, effect, display, where } = step;
    const begun = { title, verb, effect, display, where, epoch: 1 };
    tell('step.started', { ...begun, worker: HASH.slice(0, 8) }, null, at);
    const ended = { summary: outcome.summary, exitCode: 0, tookMs: 1_240, startedAt: new Date(0).toISOString() };
    tell('step.succeeded', { ...begun, ...ended, checks: [check] }, null, at);
  }
  tell('incident.recovered', { errorRatePercent: 0, p95Ms: 41, afterStep: title, sinceStepMs: 21_000 });
  tell('run.succeeded', { tookMs: 84_000, followUps: [] });
  for (const sent of ['#incidents', 'lead@example.test', 'executive@example.test'])
    tell('message.sent', { ...message, recipient: sent });
  // The rest is what long incidents consist of: the same lines measured again and again.
  while (told.length < EVENTS_AN_INCIDENT - 1)
    tell('check.measured', { group: 'comprehensive', title: check.title, state: 'passed', result: check });
  tell('incident.closed', { waived: [], durationMs: 3_600_000 }, 'engineer');
  return told;
}

const message = {
  audience: 'internal' as const,
  kind: 'update' as const,
  channel: 'slack' as const,
  subject: 'Update',
  answer: '200 ok',
  attempts: 1,
};
const declared: EventData<'incident.declared'> = {
  title: 'Calls fail after the migration',
  severity: 'high',
  sentence: '40 % of calls fail, more than the 10 % that make it high.',
  target: 'bench-1',
  signals: [{ kind: 'error_rate', value: 40, source: 'probe', note: '', words: '40 % of calls fail' }],
  detectedAt: new Date(0).toISOString(),
  respondBy: null,
  detection: 'the prober',
  symptoms: ['40 % of calls fail'],
};
const notified: EventData<'people.notified'> = {
  contacts: ['On-call engineer', 'Team lead'],
  channels: [{ title: 'Slack', state: 'queued' }],
  body: 'We are on it, and write again in fifteen minutes.',
  kind: 'notification',
};

/** Everything bound that the runbook may call, so that rooms have as much to look up as real ones. */
export function inventoryOf(content: RunbookContent): Inventory {
  const names = new Set(
    [...JSON.stringify(content).matchAll(/"command":"([a-z][a-z0-9-]*)"/g)].map(([, name]) => name),
  );
  const commands = [...names].map((name) => [name, { host: HOST, argv: ['/usr/bin/true', String(name)] }]);
  return inventorySchema.parse({
    hosts: [{ key: HOST, kind: 'local' }],
    endpoints: Array.from({ length: 6 }, (_, at) => ({
      key: `endpoint-${at}`,
      title: `Endpoint ${at}`,
      url: `http://127.0.0.1:9/${at}`,
    })),
    commands: Object.fromEntries(commands),
    tools: {},
    baseline: { errorRatePercent: 0.1, p95Ms: 40, measuredAt: '2026-01-01T00:00:00Z' },
    fingerprint: { systemIdentifier: '1', database: 'replyx' },
    vector: 'array',
  });
}
