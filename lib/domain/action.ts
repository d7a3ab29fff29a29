import type { AllowedAction } from '@/lib/contracts/views';

/** A button as it is offered unless its caller says more: not the main one, without danger, and asking for no reason. */
export function action(key: string, label: string, about: string, extra: Partial<AllowedAction> = {}): AllowedAction {
  return { key, label, about, isPrimary: false, isDanger: false, needsReason: false, ...extra };
}
