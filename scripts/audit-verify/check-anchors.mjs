import { anchorHash } from './canonical.mjs';

export const CONSOLE_CHAIN = 'the console’s own chain';
export const chainName = (code) => code ?? CONSOLE_CHAIN;

/**
 * Reads an anchors file's text: its heads, and what is wrong with the file itself. Lines of older releases carry no
 * number and are taken as they are; from the first numbered line on, each names the hash of the one before it.
 */
export function readAnchors(text, name = 'the anchors file') {
  const problems = [];
  const anchors = [];
  let before;
  for (const [index, line] of text.split('\n').entries()) {
    const anchor = parse(line);
    // Half a line that a crash left behind is no loss, as long as the next one follows the one before it.
    if (!anchor) continue;
    const because = anchor.n === undefined ? undefined : whyNotNext(anchor, before);
    if (because) problems.push(`${name}, line ${index + 1}: ${because}`);
    if (anchor.n !== undefined) before = { n: anchor.n, hash: anchorHash(anchor) };
    anchors.push(anchor);
  }
  return { anchors, problems };
}

function whyNotNext({ n, prev }, before) {
  if (n !== (before?.n ?? 0) + 1) return `anchor ${(before?.n ?? 0) + 1} is missing or out of order`;
  return prev === (before?.hash ?? '') ? undefined : 'it does not follow the anchor before it';
}

function parse(line) {
  try {
    const anchor = JSON.parse(line);
    const isAnchor = Number.isInteger(anchor?.seq) && typeof anchor.hash === 'string' && 'code' in anchor;
    return isAnchor ? anchor : undefined;
  } catch {
    return undefined;
  }
}

/** What anchors say about each chain: its event's number → the hash it had when it was the head, and when that was. */
export class AnchoredHeads {
  #byChain = new Map();
  count = 0;

  add({ code, seq, hash, at }) {
    const chain = this.#byChain.get(code ?? null) ?? new Map();
    this.#byChain.set(code ?? null, chain);
    chain.set(seq, [...(chain.get(seq) ?? []), { hash, at }]);
    this.count += 1;
  }

  /** Why an event is not the one that was anchored; undefined where it is, or where none was. */
  whyNot(code, { seq, hash }) {
    const wrong = this.#byChain
      .get(code)
      ?.get(seq)
      ?.find((anchor) => anchor.hash !== hash);
    return wrong && `it is another one than was anchored ${wrong.at}: the chain was written anew`;
  }

  /** Why a chain that ends with event `last` is too short; heads from after `until` are not expected in it. */
  whyCut(code, last, until) {
    for (const [seq, heads] of this.#byChain.get(code) ?? []) {
      const head = seq > last && heads.find(({ at }) => at <= until);
      if (head) return `the chain ends here, but its event ${seq} was anchored ${head.at}: events were cut off`;
    }
    return undefined;
  }

  chains() {
    return [...this.#byChain.keys()];
  }
}
