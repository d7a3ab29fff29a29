import { eventHash } from './canonical.mjs';
import { chainName } from './check-anchors.mjs';

/**
 * Follows the chains of an export, line by line: order, links, hashes, ends and anchors. Of each chain the first place that
 * does not hold is kept: what comes after it proves nothing any more.
 */
export class ChainChecker {
  problems = [];
  chains = 0;
  events = 0;
  #seen = new Set();
  #open = null;
  #anchored;
  #until;

  constructor(anchored, until) {
    this.#anchored = anchored;
    this.#until = until;
  }

  begin({ code = null, incidentId = null, seq, hash }) {
    this.end();
    this.chains += 1;
    this.#open = { code, incidentId, head: { seq, hash }, seq: 0, hash: '', isBroken: false };
    if (this.#seen.has(code)) this.#break(null, 'it is in the file twice');
    this.#seen.add(code);
  }

  take(event) {
    this.events += 1;
    if (!this.#open) return void this.problems.push({ where: 'the file', seq: null, what: 'an event is in no chain' });
    const because = this.#open.isBroken ? undefined : this.#whyNot(event);
    if (because) this.#break(event.seq === this.#open.seq + 1 ? event.seq : this.#open.seq + 1, because);
    this.#open.seq += 1;
    this.#open.hash = event.hash;
  }

  #whyNot(event) {
    const { code, incidentId, seq, hash } = this.#open;
    if (event.seq !== seq + 1) return `event ${seq + 1} is missing or out of order: event ${event.seq} stands there`;
    if ((event.incidentId ?? null) !== incidentId) return 'it belongs to another chain';
    if (event.prevHash !== hash) return 'it does not follow the event before it';
    if (eventHash(event) !== event.hash) return 'its content does not match its hash';
    return this.#anchored.whyNot(code, event);
  }

  /** Ends the chain that is open: with its head, and not before what was anchored of it. */
  end() {
    const open = this.#open;
    if (!open) return;
    if (!open.isBroken) {
      const cut = this.#anchored.whyCut(open.code, open.seq, this.#until);
      const isHead = open.head.seq === open.seq && open.head.hash === open.hash;
      if (!isHead) this.#break(open.seq, whyNotHead(open.head.seq, open.seq));
      else if (cut) this.#break(open.seq, cut);
    }
    this.#open = null;
  }

  /** Anchored chains that a file of everything does not have at all. */
  endAll(isEverything) {
    this.end();
    for (const code of isEverything ? this.#anchored.chains() : [])
      if (!this.#seen.has(code) && this.#anchored.whyCut(code, 0, this.#until))
        this.problems.push({ where: chainName(code), seq: null, what: 'it was anchored, and is not in the file' });
  }

  #break(seq, what) {
    this.#open.isBroken = true;
    this.problems.push({ where: chainName(this.#open.code), seq, what });
  }
}

function whyNotHead(recorded, found) {
  const what =
    found < recorded
      ? 'events were cut off'
      : found > recorded
        ? 'events were added behind it'
        : 'the chain was written anew';
  return `the chain ends here, and its recorded head is event ${recorded}: ${what}`;
}
