import type { AllowedAction, RoomView, StepView } from '@/lib/contracts/views';
import { UNSETTLED_STEP_STATES } from '@/lib/domain/run-states';
import type { ScopedAction } from './action-dispatch';
import { currentPlace, findStep, type Place, placeKey } from './room-model';

export type Bar = { primary: ScopedAction | null; secondary: ScopedAction[] };

/** Shown where they belong in the page rather than in the bar. */
const ELSEWHERE = new Set([
  'change-severity',
  'remind-approvers',
  'break-glass',
  'end-session',
  'end-command',
  'drop-left-index',
]);
/** Offered only by the page that shows what they are about. */
const ONLY_AT: Record<string, Place['kind'][]> = {
  validate: ['validation'],
  'validate-comprehensive': ['comprehensive'],
  'measure-criteria': ['criteria'],
  close: ['report'],
  'mark-told': ['tell'],
};

/**
 * The bar's buttons: those that the server allows here and now, nothing made up. The step comes before the run and
 * the run before the incident, so that of several primary ones the most immediate is at the right end. Whoever looks
 * back at an earlier step is not offered the next one beside it: only stopping what runs stays at hand.
 */
export function buildBar(room: RoomView, place: Place): Bar {
  const current = currentPlace(room);
  const isCurrent = placeKey(place) === placeKey(current);
  const step = current.kind === 'step' ? findStep(room, current.stepId) : null;
  const ofRun: ScopedAction[] = [
    ...(step?.actions ?? []).map((action) => ({ action, subject: { room, step } })),
    ...(room.run?.actions ?? []).map((action) => ({ action, subject: { room } })),
  ];
  const ofIncident = room.incident.actions.map((action): ScopedAction => ({ action, subject: { room } }));
  const all = [...ofRun.filter(({ action }) => isCurrent || action.key === 'cancel'), ...ofIncident].filter(
    ({ action }) => !ELSEWHERE.has(action.key) && (ONLY_AT[action.key]?.includes(place.kind) ?? true),
  );
  const primary = all.find(({ action }) => action.isPrimary) ?? null;
  return { primary, secondary: all.filter((one) => one !== primary) };
}

/** Whether the step's actions are shown as big numbered choices rather than as buttons of the bar. */
export function needsChoice(step: StepView | null): boolean {
  return step !== null && UNSETTLED_STEP_STATES.includes(step.state) && step.actions.length > 0;
}

const ASIDE = new Set(['escalate', 'abort']);

/** What a pick belongs to: with another verdict of the probe the choices stand in another order. */
export const attemptOf = ({ id, epoch, outcome }: Pick<StepView, 'id' | 'epoch' | 'outcome'>): string =>
  `${id}/${epoch}/${outcome?.probe?.verdict ?? ''}`;

/** What can be done about a step that failed, was stopped, or was lost sight of, as cards to pick from: the likely one first. */
export function listChoices(room: RoomView, step: StepView): ScopedAction[] {
  const own = step.actions.filter(({ key }) => !ELSEWHERE.has(key) && !ASIDE.has(key));
  return own
    .toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary))
    .map((action) => ({ action, subject: { room, step } }));
}

/**
 * What is always at hand beside the picked one, and does nothing about the step itself: ending the run, and bringing it to
 * more people. Whoever has nothing to decide here is not offered the latter as the only thing: it stands beside the people, too.
 */
export function listAside(room: RoomView, step: StepView): ScopedAction[] {
  const abort = step.actions.filter(({ key }) => key === 'abort');
  const escalate = step.actions.length > 0 ? escalation(room) : null;
  return [...abort, ...(escalate ? [escalate] : [])].map((action) => ({ action, subject: { room, step } }));
}

/** The lowest level that is not open yet: proposed by the console, or for a person to start with a reason. */
function escalation({ escalations }: RoomView): AllowedAction | null {
  const proposed = escalations.levels.flatMap(({ actions }) => actions);
  const found = [...proposed, ...escalations.startable].find(({ key }) => key === 'escalate');
  return found ? { ...found, isPrimary: false } : null;
}
