import type { OutputChunk } from '@/lib/contracts/views';
import { needleOf, plainText } from './output-lines';
import { numberedPieces } from './output-numbers';
import { isPlain, lastState, makeInert } from './terminal-text';

/** Of an endless line this much is put together before it is looked through, so that its length costs no memory. */
const LONGEST_TOGETHER = 1024 * 1024;
/** Longer than any colour code that a cut could divide. */
const LONGEST_CODE = 256;

type OpenLine = { raw: string; isFound: boolean };

/**
 * Finds the lines of an output that hold some words, as they stand on the screen: without colours, of a rewritten line its
 * last state, across all borders of chunks. Takes the chunks in their order, from the first one.
 */
export class OutputSearch {
  /** Numbers of the lines found so far, in the order in which they ended. */
  readonly found: number[] = [];
  private readonly needle: string;
  private readonly open = new Map<number, OpenLine>();

  constructor(words: string) {
    this.needle = needleOf(words);
  }

  add(chunk: OutputChunk): void {
    const pieces = numberedPieces(chunk);
    // Most chunks do not have the words at all: then only the lines that begin or end elsewhere matter.
    const hasNone = isPlain(chunk.text) && !chunk.text.toLowerCase().includes(this.needle);
    const worth = hasNone
      ? pieces.filter((piece, at) => !piece.isEnded || (at === 0 && chunk.continues !== null))
      : pieces;
    for (const { number, text, isEnded } of worth) {
      const line = this.open.get(number) ?? { raw: '', isFound: false };
      line.raw += text;
      if (line.raw.length > LONGEST_TOGETHER) this.shorten(line);
      if (!isEnded) this.open.set(number, line);
      else this.end(number, line);
    }
  }

  /** All that were found, ascending, with the lines that have no end yet. */
  finish(): number[] {
    for (const [number, line] of this.open) this.end(number, line);
    return this.found.sort((one, other) => one - other);
  }

  private end(number: number, line: OpenLine): void {
    this.open.delete(number);
    if (line.isFound || this.isIn(line.raw)) this.found.push(number);
  }

  private isIn(raw: string): boolean {
    return plainText({ text: makeInert(lastState(raw)) })
      .toLowerCase()
      .includes(this.needle);
  }

  /** Looks through what is there of an endless line and keeps what the words may begin in. */
  private shorten(line: OpenLine): void {
    const rewritten = line.raw.replace(/\r+$/, '').lastIndexOf('\r');
    // What was written over is on no screen any more.
    if (rewritten >= 0) {
      line.isFound = false;
      line.raw = line.raw.slice(rewritten);
    }
    if (line.raw.length <= LONGEST_TOGETHER) return;
    line.isFound ||= this.isIn(line.raw);
    line.raw = line.raw.slice(-(this.needle.length + LONGEST_CODE));
  }
}
