import type { HealthSummary } from '@/lib/contracts/health-view';
import type { CheckView, RoomView, RunView, StepView } from '@/lib/contracts/views';
import { isOnWay } from '@/lib/domain/branches';
import { isHealthy } from '@/lib/domain/health';
import { formatMs, formatPercent } from '../charts/figures';
import type { UsersNow } from '../run/probe';
import type { Standing } from '../ui/pill';

/** Where in the room one can stand: the one thing that the centre shows. */
export type Place =
  | { kind: 'procedure' }
  | { kind: 'preflight' }
  | { kind: 'tell' }
  | { kind: 'approval' }
  | { kind: 'step'; stepId: string }
  | { kind: 'outcome' }
  | { kind: 'validation' }
  | { kind: 'comprehensive' }
  | { kind: 'baseline' }
  | { kind: 'criteria' }
  | { kind: 'report' };

export type PlaceKey = string;

export function placeKey(place: Place): PlaceKey {
  return place.kind === 'step' ? `step:${place.stepId}` : place.kind;
}

const PLACE_KINDS = [
  'procedure',
  'preflight',
  'tell',
  'approval',
  'outcome',
  'validation',
  'comprehensive',
  'baseline',
  'criteria',
  'report',
] as const;

/** A place from an address; null for one that this version does not know. */
export function parsePlace(key: PlaceKey): Place | null {
  if (key.startsWith('step:')) return { kind: 'step', stepId: key.slice('step:'.length) };
  const kind = PLACE_KINDS.find((one) => one === key);
  return kind ? { kind } : null;
}

/** Whether every check of a group is settled: passed, or waived by name. */
export function isGroupDone(checks: CheckView[], group: CheckView['group']): boolean {
  const mine = checks.filter((check) => check.group === group);
  return mine.length > 0 && mine.every((check) => check.state === 'passed' || check.state === 'waived');
}

/** The one thing to look at now. Everybody in the room gets the same answer, because it follows from the view alone. */
export function currentPlace(room: RoomView): Place {
  if (room.incident.state === 'closed') return { kind: 'report' };
  if (!room.run) return { kind: 'procedure' };
  switch (room.run.state) {
    case 'draft':
      return { kind: 'preflight' };
    case 'awaiting_approval':
    case 'approved':
      return { kind: 'approval' };
    case 'running':
    case 'waiting':
      return placeOfStep(room.run);
    case 'failed':
    case 'aborted':
      return { kind: 'outcome' };
    case 'succeeded':
      return placeAfterSuccess(room.checks);
  }
}

function placeOfStep(run: RunView): Place {
  const step = run.steps[run.currentIndex];
  return step ? { kind: 'step', stepId: step.id } : { kind: 'outcome' };
}

function placeAfterSuccess(checks: CheckView[]): Place {
  if (!isGroupDone(checks, 'immediate')) return { kind: 'validation' };
  // One declared before there was such a validation has none to do.
  const hasComprehensive = checks.some((check) => check.group === 'comprehensive');
  if (hasComprehensive && !isGroupDone(checks, 'comprehensive')) return { kind: 'comprehensive' };
  return isGroupDone(checks, 'criteria') ? { kind: 'report' } : { kind: 'criteria' };
}

/** Steps on the way that the run takes, in order: the main ones, the chosen branch, and what was really run. */
export function stepsOnPath(run: RunView): StepView[] {
  return run.steps.filter((step) => isOnPath(step, run.branch));
}

/** Steps of ways not taken: there if something fails. */
export function stepsOffPath(run: RunView): StepView[] {
  return run.steps.filter((step) => !isOnPath(step, run.branch));
}

function isOnPath(step: StepView, branch: string): boolean {
  return (
    isOnWay(step.branch, branch) || step.startedAt !== null || !['pending', 'skipped', 'cancelled'].includes(step.state)
  );
}

/** "Step 6 of 8", or "An alternative step" for one that the numbering leaves out. */
export function stepPosition(run: RunView | null, step: StepView): string {
  if (!run) return 'A step';
  const path = stepsOnPath(run);
  const index = path.findIndex((one) => one.id === step.id);
  return index < 0 ? 'A step of another way' : `Step ${index + 1} of ${path.length}`;
}

export function findStep(room: Pick<RoomView, 'run'>, stepId: string): StepView | null {
  return room.run?.steps.find((step) => step.id === stepId) ?? null;
}

/** A place that no longer exists (the step of an older run) leads back to now. */
export function doesPlaceExist(room: RoomView, place: Place): boolean {
  if (place.kind === 'step') return findStep(room, place.stepId) !== null;
  if (place.kind === 'preflight' || place.kind === 'approval' || place.kind === 'outcome') return room.run !== null;
  return true;
}

const STEP_STANDING: Partial<Record<StepView['state'], Standing>> = {
  failed: { words: 'Step failed', tone: 'fail' },
  unknown: { words: 'Lost sight of a step', tone: 'unknown' },
  cancelled: { words: 'Step stopped', tone: 'waiting' },
};

const RUN_STANDING: Record<RunView['state'], Standing> = {
  draft: { words: 'Plan ready', tone: 'waiting' },
  awaiting_approval: { words: 'Waiting for approval', tone: 'waiting' },
  approved: { words: 'Approved', tone: 'ok' },
  running: { words: 'Rolling back', tone: 'running' },
  waiting: { words: 'Waiting for you', tone: 'waiting' },
  succeeded: { words: 'Rolled back', tone: 'ok' },
  failed: { words: 'Rollback failed', tone: 'fail' },
  aborted: { words: 'Rollback given up', tone: 'neutral' },
};

/** How the incident stands, in a word or three, for the pill beside its title. */
export function standing(room: RoomView): Standing {
  if (room.incident.state === 'closed') return { words: 'Closed', tone: 'ok' };
  const run = room.run;
  if (!run) return { words: 'No procedure yet', tone: 'neutral' };
  if (run.isPlanning) return { words: 'Looking first', tone: 'running' };
  if (run.state === 'draft') return standingOfDraft(run);
  const current = run.steps[run.currentIndex];
  if (run.state === 'waiting' && current)
    return STEP_STANDING[current.state] ?? { words: 'Waiting for the driver', tone: 'waiting' };
  return RUN_STANDING[run.state];
}

function standingOfDraft(run: RunView): Standing {
  if (run.approval?.state === 'denied') return { words: 'Plan denied', tone: 'fail' };
  return run.preflight?.isBlocked ? { words: 'Preflight blocks', tone: 'fail' } : RUN_STANDING.draft;
}

export function driverOf(room: RoomView): RoomView['people'][number] | null {
  return room.people.find((person) => person.isDriver) ?? null;
}

/** "Immediate validation · 0–5 min after the rollback"; without the span where the runbook gives none. */
export function validationLabel(title: string, span: { from: number; to: number } | undefined): string {
  return span ? `${title} · ${span.from}–${span.to} min after the rollback` : title;
}

/** Whether those who have to hear of it before the first step have: by the server's word, and by what waits to be sent. */
export function tellingOf(room: Pick<RoomView, 'messages' | 'incident'>): 'told' | 'sending' | 'untold' {
  if (room.incident.untoldBecause === null) return 'told';
  const isSending = room.messages.some(
    (message) => message.audience === 'internal' && (message.state === 'queued' || message.state === 'sending'),
  );
  return isSending ? 'sending' : 'untold';
}

/** "have 48 % of calls failing; answers take 0.9 s, usually 0.21 s": how users are by the probes; null where none looked. */
export function usersNow(health: HealthSummary): UsersNow | null {
  const { errorRatePercent, p95Ms, measuredAt, baselineErrorRatePercent, baselineP95Ms } = health;
  if (errorRatePercent === null || p95Ms === null || measuredAt === null) return null;
  const isOk = isHealthy(
    { errorRatePercent, p95Ms },
    { errorRatePercent: baselineErrorRatePercent, p95Ms: baselineP95Ms },
  );
  const failing =
    errorRatePercent === 0 ? 'have no failing calls' : `have ${formatPercent(errorRatePercent)} of calls failing`;
  return {
    isOk,
    text: `${failing}; answers take ${formatMs(p95Ms)}, usually ${formatMs(baselineP95Ms)}`,
    at: measuredAt,
  };
}

/** What a heading says of a long account: its first sentence. A short account is the heading as it is. */
export function firstSentence(text: string): string {
  if (text.length <= LONG_HEADING) return text;
  return /^.*?[.!?](?=\s)/s.exec(text)?.[0] ?? text;
}
const LONG_HEADING = 120;
