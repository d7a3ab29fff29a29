import type { AllowedAction } from '@/lib/contracts/views';
import type { ButtonVariant } from './button';

/** What pressing an action opens first: nothing, a sentence to write, a name to type, or both. */
export type ActionGate = 'none' | 'reason' | 'confirm' | 'both';

export function gateOf(action: Pick<AllowedAction, 'needsReason' | 'confirmText'>): ActionGate {
  if (action.needsReason) return action.confirmText ? 'both' : 'reason';
  return action.confirmText ? 'confirm' : 'none';
}

export function variantOf(action: Pick<AllowedAction, 'isPrimary' | 'isDanger'>): ButtonVariant {
  if (action.isDanger) return action.isPrimary ? 'danger' : 'secondary';
  return action.isPrimary ? 'primary' : 'secondary';
}

/** What still stands between the person and the button, as a sentence; null when it may be pressed. */
export function gateObstacle(gate: ActionGate, confirmText: string, reason: string, typed: string): string | null {
  if ((gate === 'confirm' || gate === 'both') && typed.trim() !== confirmText) return `Type ${confirmText} to go on.`;
  if ((gate === 'reason' || gate === 'both') && reason.trim().length < 3)
    return 'Write a sentence: the report will show it.';
  return null;
}
