import type { ReactNode } from 'react';
import type { ButtonSize, ButtonVariant } from './button';
import type { Offer } from './use-action-press';

/** One thing beside the primary action: somewhere to go, or something that the server allows. */
export type Beside = { key: string; variant?: ButtonVariant; size?: ButtonSize } & (
  | { label: string; icon?: ReactNode; go: () => void }
  | Pick<Offer, 'action' | 'onRun'>
);

/** As many as stand side by side on a phone of 360 px, with the primary action. */
const MOST_ON_A_PHONE = 2;

/**
 * What stands behind “More” on a phone. A menu of a single line would only hide it; where there is no primary action the
 * first one stays, so that there is something to press at once.
 */
export function foldedOnPhone<Item>(items: readonly Item[], hasPrimary: boolean): Item[] {
  const places = hasPrimary ? MOST_ON_A_PHONE - 1 : MOST_ON_A_PHONE;
  return items.length <= places ? [] : items.slice(places - 1);
}
