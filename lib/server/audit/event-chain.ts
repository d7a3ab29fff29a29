import 'server-only';
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Canonical JSON (RFC 8785), so that equal values have one text and one hash. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}

/** SHA-256 in hexadecimal over canonical JSON. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

export type ChainedEvent = {
  incidentId: string | null;
  runId: string | null;
  stepId: string | null;
  seq: number;
  at: Date;
  actorId: string | null;
  actorName: string;
  type: string;
  data: unknown;
  prevHash: string;
  hash: string;
};

/** The hash that binds an event to all before it in its incident. */
export function chainHash(event: Omit<ChainedEvent, 'hash'>): string {
  const { incidentId, runId, stepId, seq, at, actorId, actorName, type, data, prevHash } = event;
  return hashOf({ incidentId, runId, stepId, seq, at: at.toISOString(), actorId, actorName, type, data, prevHash });
}

/**
 * The text that `chainHash` hashes, without what is known only to whoever holds the append lock: four pieces, between
 * which come the time, the hash before it and the number. The store's `append_event` puts them together.
 */
export function canonicalAround(event: Omit<ChainedEvent, 'seq' | 'at' | 'prevHash' | 'hash'>): string[] {
  const { incidentId, runId, stepId, actorId, actorName, type, data } = event;
  const text = (value: unknown) => canonicalJson(value);
  // By name, as RFC 8785 has it: actorId, actorName, at, data, incidentId, prevHash, runId, seq, stepId, type.
  return [
    `{"actorId":${text(actorId)},"actorName":${text(actorName)},"at":"`,
    `","data":${text(data)},"incidentId":${text(incidentId)},"prevHash":"`,
    `","runId":${text(runId)},"seq":`,
    `,"stepId":${text(stepId)},"type":${text(type)}}`,
  ];
}

export type ChainVerdict =
  | { isWhole: true; head: string; count: number }
  | { isWhole: false; atSeq: number; because: string };

/** Checks order, links and hashes of one chain; `head` is what an anchor outside the chain is compared with. */
export function verifyChain(
  events: readonly ChainedEvent[],
  expectedHead?: { seq: number; hash: string },
): ChainVerdict {
  let prevHash = '';
  for (const [index, event] of events.entries()) {
    if (event.seq !== index + 1)
      return { isWhole: false, atSeq: index + 1, because: `event ${index + 1} is missing or out of order` };
    if (event.prevHash !== prevHash)
      return { isWhole: false, atSeq: event.seq, because: 'it does not follow the event before it' };
    if (chainHash(event) !== event.hash)
      return { isWhole: false, atSeq: event.seq, because: 'its content does not match its hash' };
    prevHash = event.hash;
  }
  if (expectedHead && (expectedHead.seq !== events.length || expectedHead.hash !== prevHash)) {
    return {
      isWhole: false,
      atSeq: events.length,
      because: `its end is not the end that was recorded: ${whatHappened(expectedHead.seq, events.length)}`,
    };
  }
  return { isWhole: true, head: prevHash, count: events.length };
}

function whatHappened(recorded: number, found: number): string {
  if (found < recorded) return 'events were cut off';
  return found > recorded ? 'events were added behind it' : 'the chain was written anew';
}
