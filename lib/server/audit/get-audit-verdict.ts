import 'server-only';
import type { AuditVerdict, ChainView } from '@/lib/contracts/audit-view';
import type { Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { anchorsFile } from './anchor-head';
import { lengthOf, listChains, reachedCodes } from './chains';
import { readAnchorsHere } from './read-anchors';
import { lookAtStoreRights } from './store-rights';
import { byChain, type KeptHeads, verifyStored } from './verify-chains';

/** What a page waits for; whoever wants all of many thousands asks at the terminal. */
export const CHAINS_ON_A_PAGE = 40;
/** Some two seconds of hashing. */
const EVENTS_ON_A_PAGE = 50_000;

/**
 * Follows the chains of the log, newest incidents first: whether each is whole, ends where it was recorded to end, and holds
 * every head that this machine keeps outside the store. `most` bounds how many, and a page's also how
 * many events; an incident's code asks for that alone.
 * Null where there is no such incident.
 */
export async function getAuditVerdict(
  me: Me,
  { most = CHAINS_ON_A_PAGE, code }: { most?: number; code?: string } = {},
): Promise<AuditVerdict | null> {
  const person = await authorise(me, 'audit.read');
  const { anchors: all, problems } = await readAnchorsHere();
  const isSeen = await reachedCodes(person);
  const anchors = all.filter(({ code: one }) => isSeen(one));
  const heads = byChain(anchors);
  const chains: ChainView[] = [];
  let unchecked = 0;
  let left = most > CHAINS_ON_A_PAGE ? Number.POSITIVE_INFINITY : EVENTS_ON_A_PAGE;
  for await (const chain of listChains(person, code)) {
    const isIn = chains.length < most && (await lengthOf(chain)) <= left;
    if (!isIn) {
      unchecked += 1;
      continue;
    }
    const seen = await verifyStored(chain, heads);
    left -= seen.count;
    chains.push(seen);
  }
  if (code !== undefined && chains.length === 0) return null;
  chains.push(...(code === undefined ? await vanished(heads) : []));
  const rights = await lookAtStoreRights();
  return {
    checkedAt: new Date().toISOString(),
    isWhole: chains.every((chain) => chain.isWhole) && problems.length === 0,
    chains: chains.sort((one, other) => Number(one.isWhole) - Number(other.isWhole)),
    unchecked,
    anchorProblems: problems,
    anchorsFile: anchorsFile(),
    anchorCount: anchors.length,
    storeProblems: rights.problems,
    storeRemedy: rights.remedy,
    error: null,
  };
}

/** Incidents whose heads were anchored and that the store does not have at all. */
async function vanished(heads: KeptHeads): Promise<ChainView[]> {
  const codes = [...heads.keys()].filter((code): code is string => code !== null);
  const rows = await db().incident.findMany({ where: { code: { in: codes } }, select: { code: true } });
  const there = new Set(rows.map(({ code }) => code));
  return codes
    .filter((code) => !there.has(code))
    .map((code) => ({
      code,
      title: 'not in the store',
      count: 0,
      isWhole: false,
      atSeq: null,
      because: 'it was anchored, and the store has no such incident any more',
      anchors: heads.get(code)?.length ?? 0,
      lastAnchorSeq: null,
    }));
}
