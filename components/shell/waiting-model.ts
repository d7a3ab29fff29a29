import type { WaitingView } from '@/lib/contracts/push';

/** A tab's title with how much waits before it: "(2) Now · Rollback"; without a number where nothing does. */
export function withCount(title: string, waiting: number): string {
  const bare = title.replace(/^\(\d+\) /, '');
  return waiting > 0 ? `(${waiting}) ${bare}` : bare;
}

/** How many things wait for this person, of every kind: what the icon's number counts, as a push does. */
export function allWaiting({ approvals, turns, offers }: WaitingView): number {
  return approvals + turns + offers;
}

type Icon = Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>;

/** The number on the app's icon; none where nothing waits. A browser that refuses leaves the page as good as it was. */
export async function setBadge(icon: Icon, waiting: number): Promise<void> {
  await (waiting > 0 ? icon.setAppBadge(waiting) : icon.clearAppBadge()).catch(() => undefined);
}
