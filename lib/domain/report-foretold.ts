import type { CheckResult } from '@/lib/contracts/plan';
import type { ForetoldRun, ForetoldStep } from '@/lib/contracts/report-view';
import { NOT_NEEDED } from './advance-run';
import type { DomainEvent } from './events';
import type { Foretold } from './foretold';
import type { StepState } from './run-states';
import { asSentence, durationWords } from './words';

type RunEvent = Extract<DomainEvent, { type: 'run.started' }>;

/**
 * What was foretold of each change that ran beside what became of it, run by run. Runs whose plan was made before plans kept
 * what they foretold are left out, and so are steps that never came to their turn.
 */
export function buildForetold(events: readonly DomainEvent[]): ForetoldRun[] {
  return events
    .filter((event): event is RunEvent => event.type === 'run.started')
    .flatMap((start) => {
      const foretold = foretoldFor(events, start);
      const ofRun = events.filter(({ runId }) => runId === start.runId);
      const steps = foretold.length === 0 ? [] : compare(foretold, ofRun);
      const prepared = ofRun.findLast((event) => event.type === 'run.prepared' && event.seq < start.seq);
      const procedure = prepared?.type === 'run.prepared' ? prepared.data.procedure : '';
      return steps.length === 0 ? [] : [{ runId: start.runId ?? '', procedure, steps }];
    });
}

function foretoldFor(events: readonly DomainEvent[], start: RunEvent): readonly Foretold[] {
  const planned = events.findLast(
    (event) =>
      event.type === 'run.planned' &&
      event.runId === start.runId &&
      event.seq < start.seq &&
      event.data.planHash === start.data.planHash,
  );
  return planned?.type === 'run.planned' ? (planned.data.foretold ?? []) : [];
}

/** Steps in the order in which they came. Two of one title take what was foretold of them in the plan's order. */
function compare(foretold: readonly Foretold[], events: readonly DomainEvent[]): ForetoldStep[] {
  const left = [...foretold];
  return [...byStep(events)].flatMap(([stepId, told]) => {
    const { title, where } = nameOf(told);
    const fits = (one: Foretold) => one.title === title && (where === null || one.where === where);
    const at = left.findIndex(fits);
    if (at === -1) return [];
    const [one] = left.splice(at, 1);
    return one ? [stepOf(stepId, one, told, recoveryAfter(events, title))] : [];
  });
}

/** The events of each step that tell how it went, without those of steps that the plan itself did not need. */
function byStep(events: readonly DomainEvent[]): Map<string, StepEvent[]> {
  const told = new Map<string, StepEvent[]>();
  for (const event of events) {
    if (!event.stepId || !isTold(event)) continue;
    if (event.type === 'step.skipped' && event.data.reason === NOT_NEEDED) continue;
    told.set(event.stepId, [...(told.get(event.stepId) ?? []), event]);
  }
  return told;
}

const TOLD = [
  ...(['step.started', 'step.succeeded', 'step.failed', 'step.cancelled', 'step.unknown'] as const),
  ...(['step.skipped', 'step.settled', 'step.lock_retried'] as const),
];
type StepEvent = Extract<DomainEvent, { type: (typeof TOLD)[number] }>;
const isTold = (event: DomainEvent): event is StepEvent => (TOLD as readonly string[]).includes(event.type);

function nameOf(told: readonly StepEvent[]): { title: string; where: string | null } {
  const started = told.find((event) => event.type === 'step.started');
  if (started?.type === 'step.started') return { title: started.data.title, where: started.data.where };
  return { title: told[0]?.data.title ?? '', where: null };
}

/** The probes say after which step users were well again; that is what a change was made for. */
function recoveryAfter(events: readonly DomainEvent[], title: string): number | null {
  const recovered = events.find((event) => event.type === 'incident.recovered' && event.data.afterStep === title);
  return recovered?.type === 'incident.recovered' ? recovered.data.sinceStepMs : null;
}

function stepOf(
  stepId: string,
  { words, time, longestMs, title, where }: Foretold,
  told: readonly StepEvent[],
  recoveredAfterMs: number | null,
): ForetoldStep {
  const { outcome, sentences, tookMs } = ending(told);
  const tries = told.filter((event) => event.type === 'step.started').length;
  const happened = [
    ...(tries > 1 ? [`It was tried ${tries} times.`] : []),
    ...lockWords(told),
    ...sentences,
    ...(recoveredAfterMs === null ? [] : [`Users were well again ${durationWords(recoveredAfterMs)} after it began.`]),
  ].join(' ');
  const isLonger = tookMs !== null && longestMs !== undefined && tookMs > longestMs + NEGLIGIBLE_MS;
  return { stepId, title, where, foretold: words, happened, time, tookMs, outcome, isLonger };
}
/** Somebody who reads a report cares about seconds. */
const NEGLIGIBLE_MS = 1_000;

function lockWords(told: readonly StepEvent[]): string[] {
  const count = told.filter((event) => event.type === 'step.lock_retried').length;
  if (count === 0) return [];
  return [count === 1 ? 'Its lock was not free at once.' : `Its lock was not free ${count} times.`];
}

type Ending = { outcome: StepState; sentences: string[]; tookMs: number | null };

/** How it stands by its newest event; a person's word comes after what the machine saw of the attempt that it is about. */
function ending(told: readonly StepEvent[]): Ending {
  let at: Ending = { outcome: 'running', sentences: ['It runs still.'], tookMs: null };
  for (const event of told) at = next(at, event);
  return at;
}

function next(before: Ending, event: StepEvent): Ending {
  const by = (words: string, reason: string) => asSentence(`${event.actorName} ${words}${reason ? `: ${reason}` : ''}`);
  switch (event.type) {
    case 'step.started':
      return { outcome: 'running', sentences: ['It runs still.'], tookMs: null };
    case 'step.succeeded':
      return withSeen(end('succeeded', ['Done', event.data.summary], event.data.tookMs), event.data.checks);
    case 'step.failed':
      return end('failed', ['It failed', event.data.summary], event.data.tookMs);
    case 'step.cancelled':
      return end('cancelled', ['It was stopped', event.data.summary], event.data.tookMs);
    case 'step.unknown':
      return end('unknown', ['It was lost sight of', event.data.because], null);
    case 'step.skipped': {
      const earlier = before.outcome === 'running' ? [] : before.sentences;
      return { ...before, outcome: 'skipped', sentences: [...earlier, by('skipped it', event.data.reason)] };
    }
    case 'step.settled': {
      const applied = event.data.verdict === 'applied';
      const words = by(applied ? 'saw that it took effect' : 'chose to run it again', event.data.reason);
      return { ...before, outcome: applied ? 'succeeded' : 'ready', sentences: [...before.sentences, words] };
    }
    case 'step.lock_retried':
      return before;
  }
}

/** What its postcondition looked for and found. */
function withSeen(at: Ending, checks: readonly CheckResult[]): Ending {
  const seen = checks.filter(({ isOk }) => isOk).map(({ title }) => title);
  return seen.length === 0 ? at : { ...at, sentences: [...at.sentences, asSentence(`Seen: ${seen.join('; ')}`)] };
}

const end = (outcome: StepState, words: [string, string], tookMs: number | null): Ending => ({
  outcome,
  sentences: [asSentence(words.filter(Boolean).join(': '))],
  tookMs,
});
