import type { OutputChunk } from '@/lib/contracts/views';
import { numberedPieces } from './output-numbers';
import { COLOUR, colourAfter, lastState, makeInert } from './terminal-text';

type Stream = OutputChunk['stream'];

export type OutputLine = {
  /** Counted from 1 over all of an attempt's output, whichever part of it is here. */
  number: number;
  at: string;
  stream: Stream;
  /** With colour codes only; everything else that could act on a terminal is already inert. */
  text: string;
  /** Bytes of it that are not here: the inside of an endless line. */
  elided: number;
  /** Its beginning stands in an earlier part of the output. */
  isHeadMissing: boolean;
};

/** Kept of a line's beginning and of its end while it is put together; nobody reads more of it on a screen. */
const HEAD = 8 * 1024;
const TAIL = 32 * 1024;

/**
 * Puts lines together from consecutive chunks. A stream's chunk may end inside a line, so each stream keeps its open line
 * until the rest comes; a note (a gap, a mark of the console itself) always stands alone.
 */
export class OutputLines {
  /** In the order of their numbers. A line that goes on is replaced, never changed. */
  readonly lines: OutputLine[] = [];
  private readonly open = new Map<number, OpenLine>();
  private readonly colour: Partial<Record<Stream, string>> = {};

  constructor(chunks: readonly OutputChunk[] = []) {
    for (const chunk of chunks) this.add(chunk);
  }

  add(chunk: OutputChunk): void {
    if (chunk.elided) this.elide(chunk, chunk.elided);
    else for (const piece of numberedPieces(chunk)) this.addPiece(chunk, piece);
  }

  /** Where a line stands in `lines`; -1 where it is not here. */
  indexOf(number: number): number {
    const index = lowerBound(this.lines, number);
    return this.lines[index]?.number === number ? index : -1;
  }

  private addPiece(chunk: OutputChunk, { number, text, isEnded }: ReturnType<typeof numberedPieces>[number]): void {
    const line = this.open.get(number) ?? new OpenLine(chunk, chunk.continues === number);
    line.add(text);
    this.put(number, line);
    if (isEnded) this.open.delete(number);
    else this.open.set(number, line);
    if (isEnded) this.colour[chunk.stream] = colourAfter(this.lines[this.indexOf(number)]?.text ?? '');
  }

  private elide(chunk: OutputChunk, bytes: number): void {
    const number = chunk.continues ?? chunk.lines;
    const line = this.open.get(number) ?? new OpenLine(chunk, true);
    line.elided += bytes;
    this.open.set(number, line);
    this.put(number, line);
  }

  private put(number: number, line: OpenLine): void {
    const shown = line.show(number, this.colour[line.stream] ?? '');
    const last = this.lines.at(-1)?.number ?? 0;
    if (number > last) this.lines.push(shown);
    else {
      const index = lowerBound(this.lines, number);
      this.lines.splice(index, this.lines[index]?.number === number ? 1 : 0, shown);
    }
  }
}

class OpenLine {
  readonly stream: Stream;
  elided = 0;
  private readonly at: string;
  private head = '';
  private tail = '';

  constructor(
    chunk: OutputChunk,
    private readonly isHeadMissing: boolean,
  ) {
    this.stream = chunk.stream;
    this.at = chunk.at;
  }

  add(text: string): void {
    const room = this.elided > 0 ? 0 : Math.max(0, HEAD - this.head.length);
    this.head += text.slice(0, room);
    this.tail += text.slice(room);
    if (this.tail.length <= 2 * TAIL) return;
    this.elided += this.tail.length - TAIL;
    this.tail = this.tail.slice(-TAIL);
  }

  show(number: number, colour: string): OutputLine {
    const { at, stream, elided, isHeadMissing } = this;
    // Where the line was written over, its end is its last state; otherwise it is read from its beginning.
    const isRewritten = this.elided > 0 && this.tail.includes('\r');
    const raw = isRewritten ? this.tail.slice(this.tail.indexOf('\r')) : this.head + this.tail;
    const text = `${colour}${makeInert(lastState(raw))}`;
    return { number, at, stream, text, elided: isRewritten ? 0 : elided, isHeadMissing };
  }
}

/** The first place whose line has this number or a higher one. */
function lowerBound(lines: readonly OutputLine[], number: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A line as words alone: for searching and copying. */
export function plainText(line: Pick<OutputLine, 'text'>): string {
  return line.text.replace(COLOUR, '');
}

/** Everything, as it would be pasted into a ticket. */
export function copyText(lines: readonly OutputLine[]): string {
  return lines
    .map(
      (line) =>
        `${line.at} ${line.stream === 'stdout' ? ' ' : line.stream === 'stderr' ? '!' : '#'} ${plainText(line)}`,
    )
    .join('\n');
}

/** What is looked for: the words without the space around them, whatever their case. */
export function needleOf(words: string): string {
  return words.trim().toLowerCase();
}

/** The numbers of the lines that hold the words. */
export function findMatches(lines: readonly OutputLine[], words: string): number[] {
  const needle = needleOf(words);
  if (needle === '') return [];
  return lines.filter((line) => plainText(line).toLowerCase().includes(needle)).map((line) => line.number);
}
