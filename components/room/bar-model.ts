import type { RoomView } from '@/lib/contracts/views';
import type { ScopedAction } from './action-dispatch';
import { currentPlace, findStep, type Place } from './room-model';

export type Bar = { primary: ScopedAction | null; secondary: ScopedAction[] };

/** Shown where they belong in the page rather than in the bar. */
const ELSEWHERE = new Set(['change-severity', 'take-wheel']);
/** Only where the person has come to that point. */
const ONLY_AT: Record<string, Place['kind'][]> = { validate: ['validation'], close: ['report'] };

/**
 * The bar's buttons: those that the server allows here and now, nothing made up. The step comes before the run and
 * the run before the incident, so that of several primary ones the most immediate is at the right end.
 */
export function buildBar(room: RoomView): Bar {
  const place = currentPlace(room);
  const step = place.kind === 'step' ? findStep(room, place.stepId) : null;
  const all: ScopedAction[] = [
    ...(step?.actions ?? []).map((action) => ({ action, subject: { room, step } })),
    ...(room.run?.actions ?? []).map((action) => ({ action, subject: { room } })),
    ...room.incident.actions.map((action) => ({ action, subject: { room } })),
  ].filter(({ action }) => !ELSEWHERE.has(action.key) && (ONLY_AT[action.key]?.includes(place.kind) ?? true));
  const primary = all.find(({ action }) => action.isPrimary) ?? null;
  return { primary, secondary: all.filter((one) => one !== primary && !isChoice(one)) };
}

const CHOICE_KEYS = ['retry', 'alternative', 'settle-applied', 'settle-run-again', 'skip'];

/** A choice after a failure: a big numbered one in the centre, so the bar does not repeat it. */
function isChoice({ action }: ScopedAction): boolean {
  return CHOICE_KEYS.includes(action.key);
}

/** What can be done about a step that failed, was stopped, or was lost sight of: the likely one first, ending the run last. */
export function listChoices(room: RoomView, stepId: string): ScopedAction[] {
  const step = findStep(room, stepId);
  if (!step) return [];
  const ofStep = step.actions.map((action): ScopedAction => ({ action, subject: { room, step } }));
  const ofRun = (room.run?.actions ?? []).filter((action) => action.key === 'abort').map((action): ScopedAction => ({ action, subject: { room } }));
  return [...ofStep.filter(({ action }) => action.isPrimary), ...ofStep.filter(({ action }) => !action.isPrimary), ...ofRun];
}
