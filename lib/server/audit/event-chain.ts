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
  const follower = new ChainFollower();
  follower.take(events);
  return follower.end(expectedHead);
}

/** A head that was kept outside the store, and when. */
export type KeptHead = { seq: number; hash: string; at: string };

/** Follows one chain in pieces, so that its length does not matter; knows the first place that does not hold. */
export class ChainFollower {
  #seq = 0;
  #hash = '';
  #broken: { isWhole: false; atSeq: number; because: string } | null = null;
  readonly #kept = new Map<number, KeptHead[]>();

  constructor(kept: readonly KeptHead[] = []) {
    for (const head of kept) this.#kept.set(head.seq, [...(this.#kept.get(head.seq) ?? []), head]);
  }

  get seq(): number {
    return this.#seq;
  }

  take(events: readonly ChainedEvent[]): void {
    for (const event of events) {
      if (this.#broken) return;
      const because = this.#whyNot(event);
      if (because) this.#broken = { isWhole: false, atSeq: this.#seq + 1, because };
      this.#seq += 1;
      this.#hash = event.hash;
    }
  }

  #whyNot(event: ChainedEvent): string | undefined {
    if (event.seq !== this.#seq + 1) return `event ${this.#seq + 1} is missing or out of order`;
    if (event.prevHash !== this.#hash) return 'it does not follow the event before it';
    if (chainHash(event) !== event.hash) return 'its content does not match its hash';
    const other = this.#kept.get(event.seq)?.find(({ hash }) => hash !== event.hash);
    return other && `it is another one than was anchored ${other.at}: the chain was written anew`;
  }

  /** The verdict, once there are no more events: the end must be the recorded one, and none before what was anchored. */
  end(expectedHead?: { seq: number; hash: string }): ChainVerdict {
    if (this.#broken) return this.#broken;
    const [found, hash] = [this.#seq, this.#hash];
    const because =
      expectedHead && (expectedHead.seq !== found || expectedHead.hash !== hash)
        ? `its end is not the end that was recorded: ${whatHappened(expectedHead.seq, found)}`
        : this.#whyCut();
    return because ? { isWhole: false, atSeq: found, because } : { isWhole: true, head: hash, count: found };
  }

  #whyCut(): string | undefined {
    const beyond = [...this.#kept.values()].flat().find(({ seq }) => seq > this.#seq);
    return beyond && `it ends here, but its event ${beyond.seq} was anchored ${beyond.at}: events were cut off`;
  }
}

function whatHappened(recorded: number, found: number): string {
  if (found < recorded) return 'events were cut off';
  return found > recorded ? 'events were added behind it' : 'the chain was written anew';
}
