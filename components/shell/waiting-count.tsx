'use client';

import { useEffect, useState } from 'react';
import type { WaitingView } from '@/lib/contracts/push';
import type { ActionResult } from '@/lib/contracts/result';
import { allWaiting, setBadge, withCount } from './waiting-model';

export type PushKeeping = {
  /** Null where this console has no key to push with. */
  publicKey: string | null;
  addPushDevice: (input: unknown) => Promise<ActionResult>;
};

/** In the tab's title, and on the icon of a browser that is switched on: how much waits for this person. Draws nothing. */
export function WaitingCount({ waiting, push }: { waiting: WaitingView; push: PushKeeping }) {
  useTitle(waiting.approvals);
  useBadge(useKeptDevice(push), allWaiting(waiting));
  return null;
}

/** Pages set their titles whenever they are opened; the number is put back before it. */
function useTitle(waiting: number): void {
  useEffect(() => {
    const set = () => {
      const wanted = withCount(document.title, waiting);
      if (document.title !== wanted) document.title = wanted;
    };
    set();
    const observer = new MutationObserver(set);
    observer.observe(document.head, { childList: true, characterData: true, subtree: true });
    return () => observer.disconnect();
  }, [waiting]);
}

const idly: (act: () => void) => void =
  typeof requestIdleCallback === 'function' ? (act) => requestIdleCallback(act) : (act) => setTimeout(act, 1_000);

/** Once a visit, when there is nothing better to do: the device stays this session's, with the console's key of today. */
function useKeptDevice({ publicKey, addPushDevice }: PushKeeping): boolean {
  const [isOn, setIsOn] = useState(false);
  useEffect(() => {
    if (publicKey === null || !('serviceWorker' in navigator)) return;
    let isCurrent = true;
    const keep = async () => {
      const { keepDevice } = await import('@/lib/client/push');
      const device = await keepDevice(publicKey);
      if (isCurrent) setIsOn(device !== null);
      if (device) await addPushDevice(device);
    };
    // Whatever the browser or the network has against it, the page is as good without; the account page says how it stands.
    idly(() => void keep().catch(() => undefined));
    return () => {
      isCurrent = false;
    };
  }, [publicKey, addPushDevice]);
  return isOn;
}

/** All that waits for this person: runs and offers count, too, and what a push has set meanwhile is set anew when they look. */
function useBadge(isOn: boolean, waiting: number): void {
  useEffect(() => {
    if (!isOn || !('setAppBadge' in navigator)) return;
    const whenLooked = () => {
      if (document.visibilityState === 'visible') void setBadge(navigator, waiting);
    };
    whenLooked();
    document.addEventListener('visibilitychange', whenLooked);
    return () => document.removeEventListener('visibilitychange', whenLooked);
  }, [isOn, waiting]);
}
