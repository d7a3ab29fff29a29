import type { LookInput } from '@/lib/contracts/look';
import { makeUuid } from './make-uuid';

export type Look = { incidentCode: string; at: string };
type Post = (input: LookInput) => Promise<unknown>;
export type Looks = {
  /** The live connection that says that this browser is there: another one after every break. */
  onStream: (streamId: string) => void;
  lookAt: (look: Look | null) => void;
  close: () => void;
};

const NAME = 'rollback-looks';
/** A page is left and the next one entered in one go, and steps are leafed through: only where it ends is said. */
const SETTLE_MS = 150;
/** Somebody who turned to something else for longer sees the room no more, and is told what waits for them another way. */
const AWAY_MS = 30_000;
/** The connection may be well while one post was not. */
const AGAIN_MS = 3_000;
const MOST_TRIES = 5;

const lockOf = (tabId: string) => `rollback-tab-${tabId}`;

/**
 * Says what this tab looks at, anew with each connection. The server takes a browser's tabs for there as long as its one
 * stream is; which of them went while others stay, only the others notice: each tab holds a lock, and whoever gets the
 * lock of another one knows that it was closed, has crashed or was put away.
 */
export function openLooks(post: Post): Looks {
  const tabId = makeUuid();
  const ending = new AbortController();
  let streamId = '';
  let look: Look | null = null;
  let said = '';
  let isAway = false;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const say = () => {
    timer = undefined;
    const seen = isAway ? null : look;
    const saying = JSON.stringify([streamId, seen]);
    if (!streamId || saying === said || ending.signal.aborted) return;
    // Nothing to take back where nothing was said on this connection.
    if (!seen && !said.startsWith(`["${streamId}",{`)) return;
    const before = said;
    said = saying;
    tries += 1;
    // A connection that breaks meanwhile is followed by another one, with which it is said again.
    post({ streamId, tabId, incidentCode: seen?.incidentCode ?? null, at: seen?.at ?? '' }).catch(() => {
      if (said !== saying || timer || tries >= MOST_TRIES || ending.signal.aborted) return;
      said = before;
      timer = setTimeout(say, AGAIN_MS);
    });
  };
  const settle = () => {
    clearTimeout(timer);
    tries = 0;
    timer = setTimeout(say, SETTLE_MS);
  };
  watchAway(ending.signal, (isNowAway) => {
    isAway = isNowAway;
    settle();
  });
  const forgetOther = (otherId: string) => {
    if (streamId) post({ streamId, tabId: otherId, incidentCode: null, at: '' }).catch(() => undefined);
  };
  watchTabs(tabId, ending.signal, forgetOther);

  return {
    onStream: (id) => {
      if (id === streamId) return;
      streamId = id;
      clearTimeout(timer);
      tries = 0;
      say();
    },
    lookAt: (next) => {
      look = next;
      settle();
    },
    close: () => {
      clearTimeout(timer);
      ending.abort();
    },
  };
}

/** Whether this tab has been behind others, or its window out of sight, for a while. */
function watchAway(ending: AbortSignal, onChange: (isAway: boolean) => void): void {
  if (typeof document === 'undefined') return;
  let isAway = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = (isNowAway: boolean) => {
    if (isAway === isNowAway) return;
    isAway = isNowAway;
    onChange(isAway);
  };
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') set(false);
    else timer = setTimeout(() => set(true), AWAY_MS);
  };
  look();
  document.addEventListener('visibilitychange', look, { signal: ending });
  ending.addEventListener('abort', () => clearTimeout(timer));
}

/** Where a browser has no locks, each tab has a stream of its own, and there is nothing to watch. */
function watchTabs(tabId: string, ending: AbortSignal, onGone: (tabId: string) => void): void {
  if (typeof BroadcastChannel === 'undefined' || !navigator.locks) return;
  const locks = navigator.locks;
  const known = new Set([tabId]);
  const channel = new BroadcastChannel(NAME);
  const held = new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve()));
  channel.onmessage = ({ data }: MessageEvent<{ tabId: string }>) => {
    if (known.has(data.tabId)) return;
    known.add(data.tabId);
    channel.postMessage({ tabId });
    // It is refused when this tab ends before the other one does.
    void locks.request(lockOf(data.tabId), { signal: ending }, () => onGone(data.tabId)).catch(() => undefined);
  };
  ending.addEventListener('abort', () => channel.close());
  // The others hear of this tab once its lock is its own, or they would take it for gone.
  void locks
    .request(lockOf(tabId), { signal: ending }, () => {
      channel.postMessage({ tabId });
      return held;
    })
    .catch(() => undefined);
}
