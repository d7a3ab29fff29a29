import type { CheckView, RoomView, RunView } from '@/lib/contracts/views';
import type { StepState } from '@/lib/domain/run-states';
import { formatStopwatch } from '../charts/figures';
import { currentPlace, type Place, placeKey, stepsOffPath, stepsOnPath, tellingOf } from './room-model';

export type RailItem = {
  key: string;
  place: Place;
  title: string;
  state: StepState;
  /** "0:31", "~0:05"; null while `runningSince` counts. */
  time: string | null;
  runningSince: string | null;
  isNow: boolean;
  /** Said before the first item of a part of a long plan. */
  group?: string | undefined;
};
export type Rail = {
  before: RailItem[];
  steps: RailItem[];
  otherWays: RailItem[];
  after: RailItem[];
  position: string;
};

type Draft = Omit<RailItem, 'key' | 'isNow' | 'runningSince' | 'time' | 'group'> &
  Partial<Pick<RailItem, 'runningSince' | 'time' | 'group'>>;

/** The rail in four groups; the current place is marked, whichever one is being looked at. */
export function buildRail(room: RoomView): Rail {
  const now = placeKey(currentPlace(room));
  const finish = (draft: Draft): RailItem => {
    const key = placeKey(draft.place);
    return { time: null, runningSince: null, ...draft, key, isNow: key === now };
  };
  const steps = room.run ? stepsOnPath(room.run).map(draftOfStep).map(finish) : [];
  const otherWays = room.run ? stepsOffPath(room.run).map(draftOfStep).map(finish) : [];
  return {
    before: draftsBefore(room).map(finish),
    steps,
    otherWays,
    after: draftsThen(room).map(finish),
    position: positionWords(steps, room),
  };
}

function positionWords(steps: RailItem[], room: RoomView): string {
  const index = steps.findIndex((item) => item.isNow);
  if (index >= 0) return `Step ${index + 1} of ${steps.length}`;
  const words: Partial<Record<Place['kind'], string>> = {
    procedure: 'Choose a procedure',
    preflight: 'Preflight',
    approval: 'Approval',
    outcome: 'The rollback ended',
    validation: 'Immediate validation',
    comprehensive: 'Comprehensive validation',
    baseline: 'Baseline validation',
    criteria: 'Success criteria',
    report: 'Report',
  };
  return words[currentPlace(room).kind] ?? 'Steps';
}

function draftsBefore(room: RoomView): Draft[] {
  const run = room.run;
  const choose: Draft = { place: { kind: 'procedure' }, title: 'Choose a procedure', state: 'ready' };
  return [...(run ? [] : [choose]), draftOfPreflight(run), draftOfTelling(room), draftOfApproval(run)];
}

function draftOfPreflight(run: RunView | null): Draft {
  const draft: Draft = { place: { kind: 'preflight' }, title: 'Preflight', state: 'pending' };
  if (run?.isPlanning) return { ...draft, state: 'running', runningSince: run.planningSince };
  if (!run?.preflight) return draft;
  return {
    ...draft,
    state: run.preflight.isBlocked ? 'failed' : 'succeeded',
    time: formatStopwatch(run.preflight.tookMs),
  };
}

function draftOfTelling(room: RoomView): Draft {
  const telling = tellingOf(room);
  const isFailed = telling === 'untold' && room.messages.some((message) => message.state === 'failed');
  return {
    place: { kind: 'tell' },
    title: 'Tell the team',
    state: telling === 'told' ? 'succeeded' : telling === 'sending' ? 'running' : isFailed ? 'failed' : 'pending',
  };
}

const APPROVAL_STATES: Record<NonNullable<RunView['approval']>['state'], StepState> = {
  requested: 'ready',
  approved: 'succeeded',
  used: 'succeeded',
  denied: 'failed',
  void: 'pending',
  expired: 'pending',
  withdrawn: 'pending',
};

function draftOfApproval(run: RunView | null): Draft {
  const approval = run?.approval;
  const draft: Draft = { place: { kind: 'approval' }, title: 'Approval', state: 'pending' };
  if (!approval) return draft;
  const decidedAt = approval.decisions.at(-1)?.at;
  const time = decidedAt ? formatStopwatch(Date.parse(decidedAt) - Date.parse(approval.requestedAt)) : null;
  return {
    ...draft,
    title: approval.isBreakGlass
      ? `No approval: ${approval.requestedBy} broke the glass`
      : `Approval by ${approval.approverWords}`,
    state: APPROVAL_STATES[approval.state],
    time,
    runningSince: approval.state === 'requested' ? approval.requestedAt : null,
  };
}

function draftOfStep(step: RunView['steps'][number]): Draft {
  const draft: Draft = {
    place: { kind: 'step', stepId: step.id },
    title: step.title,
    state: step.state,
    group: step.group,
  };
  if (step.state === 'running') return { ...draft, runningSince: step.startedAt };
  if (step.startedAt && step.finishedAt)
    return { ...draft, time: formatStopwatch(Date.parse(step.finishedAt) - Date.parse(step.startedAt)) };
  return {
    ...draft,
    time: step.state === 'pending' || step.state === 'ready' ? `~${formatStopwatch(step.estimateMs)}` : null,
  };
}

function draftsThen(room: RoomView): Draft[] {
  return [
    {
      place: { kind: 'validation' },
      title: 'Immediate validation',
      state: stateOfChecks(room.checks, 'immediate'),
      time: countWords(room.checks, 'immediate'),
    },
    {
      place: { kind: 'comprehensive' },
      title: 'Comprehensive validation',
      state: stateOfChecks(room.checks, 'comprehensive'),
      time: countWords(room.checks, 'comprehensive'),
    },
    draftOfBaseline(room),
    {
      place: { kind: 'criteria' },
      title: 'Success criteria',
      state: stateOfChecks(room.checks, 'criteria'),
      time: countWords(room.checks, 'criteria'),
    },
    {
      place: { kind: 'report' },
      title: room.incident.state === 'closed' ? 'Report' : 'Close and report',
      state: room.incident.state === 'closed' ? 'succeeded' : 'pending',
    },
  ];
}

/** Red where something got slower; what fails or is stopped is only not there yet. */
function draftOfBaseline({ baseline }: RoomView): Draft {
  const isRunning = baseline?.state === 'queued' || baseline?.state === 'running';
  const isWorse = baseline?.state === 'done' && baseline.isRegression;
  return {
    place: { kind: 'baseline' },
    title: 'Baseline validation',
    state: isRunning ? 'running' : baseline?.state !== 'done' ? 'pending' : isWorse ? 'failed' : 'succeeded',
    time: isWorse ? 'slower' : null,
  };
}

/** One state for a group of checks: what is worst about it, as long as it is not all settled. */
export function stateOfChecks(checks: CheckView[], group: CheckView['group']): StepState {
  const states = checks.filter((check) => check.group === group).map((check) => check.state);
  if (states.includes('running')) return 'running';
  if (states.includes('failed')) return 'failed';
  return states.length > 0 && states.every((state) => state === 'passed' || state === 'waived')
    ? 'succeeded'
    : 'pending';
}

function countWords(checks: CheckView[], group: CheckView['group']): string | null {
  const mine = checks.filter((check) => check.group === group);
  const done = mine.filter((check) => check.state === 'passed' || check.state === 'waived');
  return mine.length === 0 ? null : `${done.length}/${mine.length}`;
}

/** All items in reading order: what `j` and `k` walk through. */
export function railOrder(rail: Rail): RailItem[] {
  return [...rail.before, ...rail.steps, ...rail.otherWays, ...rail.after];
}
