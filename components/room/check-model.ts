import type { AllowedAction } from '@/lib/contracts/views';
import { gateObstacle } from '../ui/action-model';

const SAID = new Set(['tick', 'untick']);

/** Whether a person says it by hand, with the note that stands beside the buttons. */
export function isSaid({ key }: Pick<AllowedAction, 'key'>): boolean {
  return SAID.has(key);
}

/** The button as it stands beside its note: shut until there is one, and then without a dialog that asks for it again. */
export function withNote(action: AllowedAction, note: string): AllowedAction {
  const calm = { ...action, isPrimary: false };
  if (!isSaid(action)) return calm;
  const obstacle = gateObstacle('reason', '', note, '');
  return { ...calm, needsReason: false, disabledBecause: action.disabledBecause ?? obstacle ?? undefined };
}
