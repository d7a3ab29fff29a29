import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { TokenScope } from '@/lib/domain/access-tokens';

/** How the person who does something came in: by a browser's session, or at a terminal by a token. */
export type WayIn =
  | { kind: 'session'; sessionId: string }
  | { kind: 'token'; tokenId: string; personId: string; scopes: readonly TokenScope[] };

// Next may load this module once for pages and once for actions; what one sets, the other has to see.
const kept = globalThis as unknown as { consoleWayIn?: AsyncLocalStorage<WayIn> };

function storage(): AsyncLocalStorage<WayIn> {
  kept.consoleWayIn ??= new AsyncLocalStorage();
  return kept.consoleWayIn;
}

/**
 * Does something as somebody who came in this way. Beside the person and not in it: nothing that is built from a person
 * on the way to the gate can lose it, and no page can hand it to a browser.
 */
export function comingInBy<T>(way: WayIn, act: () => Promise<T>): Promise<T> {
  return storage().run(way, act);
}

/** How this came in; null for what the console does by itself. */
export function findWayIn(): WayIn | null {
  return storage().getStore() ?? null;
}
