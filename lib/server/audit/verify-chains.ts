import 'server-only';
import type { ChainView } from '@/lib/contracts/audit-view';
import type { Anchor } from './anchors';
import { type Chain, eventsOf } from './chains';
import { ChainFollower } from './event-chain';

/** The heads that were kept of each chain, by its incident's code; null is the console's own. */
export type KeptHeads = Map<string | null, Anchor[]>;

export function byChain(anchors: readonly Anchor[]): KeptHeads {
  const heads: KeptHeads = new Map();
  for (const anchor of anchors) {
    const before = heads.get(anchor.code);
    if (before) before.push(anchor);
    else heads.set(anchor.code, [anchor]);
  }
  return heads;
}

/** Follows a chain as it is in the store, from its first event to its recorded head, and compares it with what was anchored. */
export async function verifyStored(chain: Chain, heads: KeptHeads): Promise<ChainView> {
  const kept = heads.get(chain.code) ?? [];
  const follower = new ChainFollower(kept);
  for await (const events of eventsOf(chain.incidentId)) follower.take(events);
  const verdict = follower.end(chain.head ?? undefined);
  return {
    code: chain.code,
    title: chain.title,
    count: follower.seq,
    isWhole: verdict.isWhole,
    atSeq: verdict.isWhole ? null : verdict.atSeq,
    because: verdict.isWhole ? '' : verdict.because,
    anchors: kept.length,
    lastAnchorSeq: kept.length ? Math.max(...kept.map(({ seq }) => seq)) : null,
  };
}
