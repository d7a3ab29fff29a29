import { setTimeout as sleep } from 'node:timers/promises';
import type { StepOutcome } from '@/lib/contracts/plan';
import { db } from '@/lib/server/db';
import type { LoadedStep } from '@/lib/server/runs/load-run';
import type { TestConsole } from '@/lib/server/testing/open-console';
import type { Trial } from './bay';
import { blame, type Tally } from './tally';

const POLL_MS = 150;
/** Whoever has not heard by then never hears: on a machine with nothing else to do it takes some seconds. */
const NEVER_MS = 180_000;

/** Runs that no machine works on any more: ended, or waiting for a person who has all there is to know. */
const SETTLED = `select r."id" from "Run" r where r."id" = $1::uuid and (r."state" in ('succeeded', 'failed', 'aborted')
  or (r."state" = 'waiting' and not exists (select from "Step" s where s."runId" = r."id"
    and (s."state" in ('ready', 'running') or (s."state" = 'unknown' and s."outcome"->'probe' is null)))))`;

export async function settled({ store }: TestConsole, trial: Trial, withinMs = NEVER_MS): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    // A store that is being restarted does not answer; what counts is what it says once it does.
    const found = await store.query(SETTLED, [trial.runId]).catch(() => null);
    if (found?.rowCount === 1) return true;
    await sleep(POLL_MS);
  }
  return false;
}

export const outcomeOf = (step: LoadedStep) => step.outcome as unknown as StepOutcome | null;

/**
 * Holds for every fault: no effect was had twice, none without a record that admits it, no step that says it did something
 * that it did not, no verdict that contradicts the target, and nothing begun after what did not end well.
 */
export async function judge(at: TestConsole, tally: Tally, trial: Trial, { isCounted = true } = {}): Promise<void> {
  tally.trials += 1;
  if (!(await settled(at, trial))) {
    const { state, steps } = await trial.load();
    const stuck = steps.map((step) => `${step.key} ${step.state}`).join(', ');
    return blame(tally, 'lost', `run ${trial.runId} stays ${state} with ${stuck}`);
  }
  const { steps } = await trial.load();
  for (const step of steps) {
    // An effect on the database is counted there, by the row.
    if (isCounted || step.ordinal > 0) judgeStep(tally, trial, step, steps[step.ordinal - 1]);
  }
  await judgeEvents(tally, trial);
}

function judgeStep(tally: Tally, trial: Trial, step: LoadedStep, before: LoadedStep | undefined): void {
  const effects = trial.effects(step.ordinal === 0 ? 'first' : 'second');
  const name = `${step.key} of run ${trial.runId} is ${step.state} with ${effects} effects`;
  if (effects > 1) blame(tally, 'doubled', name);
  if (effects > 0 && ['pending', 'ready', 'skipped'].includes(step.state)) blame(tally, 'lost', name);
  if (step.state === 'succeeded' && effects === 0) blame(tally, 'misclassified', name);
  const verdict = step.state === 'unknown' ? outcomeOf(step)?.probe?.verdict : undefined;
  if (verdict === 'applied' && effects === 0) blame(tally, 'misclassified', `${name}, and the probe says applied`);
  if (verdict === 'not_applied' && effects > 0)
    blame(tally, 'misclassified', `${name}, and the probe says not applied`);
  if (step.epoch > 0 && before && !['succeeded', 'skipped'].includes(before.state))
    blame(tally, 'misclassified', `${name}, and ${before.key} before it is ${before.state}`);
}

/** Each attempt was begun once, by the machine at most one without a person's word, and has at most one outcome. */
async function judgeEvents(tally: Tally, trial: Trial): Promise<void> {
  const events = await db().event.findMany({ where: { runId: trial.runId }, orderBy: { id: 'asc' } });
  const attempts = new Map<string, { begun: number; ended: number }>();
  let words = 0;
  for (const { type, stepId, data } of events) {
    if (['step.retried', 'step.settled'].includes(type)) words += 1;
    if (!/^step\.(started|succeeded|failed|cancelled|unknown)$/.test(type)) continue;
    const key = `${stepId}:${(data as { epoch?: number }).epoch}`;
    const attempt = attempts.get(key) ?? { begun: 0, ended: 0 };
    attempt[type === 'step.started' ? 'begun' : 'ended'] += 1;
    attempts.set(key, attempt);
  }
  for (const [key, { begun, ended }] of attempts) {
    if (begun > 1) blame(tally, 'doubled', `attempt ${key} was begun ${begun} times`);
    if (ended > 1) blame(tally, 'misclassified', `attempt ${key} has ${ended} outcomes`);
  }
  const steps = new Set([...attempts.keys()].map((key) => key.split(':')[0]));
  if (attempts.size > steps.size + words)
    blame(tally, 'doubled', `run ${trial.runId}: ${attempts.size} attempts of ${steps.size} steps`);
}
