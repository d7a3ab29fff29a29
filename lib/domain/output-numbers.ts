import type { OutputChunk } from '@/lib/contracts/views';

type Stream = OutputChunk['stream'];
type Numbers = Pick<OutputChunk, 'lines' | 'continues'>;

/** Gives the chunks of one attempt, in their order, the numbers of their lines. */
export class OutputNumbers {
  private lines = 0;
  private open: Partial<Record<Stream, number>> = {};

  /** `text`: the next chunk, never empty. A note is a line of its own, whether or not it ends with a line's end. */
  next(stream: Stream, text: string): Numbers {
    const continues = this.open[stream] ?? null;
    const isEnded = stream === 'note' || text.endsWith('\n');
    this.lines += countLineEnds(text) + (text.endsWith('\n') ? 0 : 1) - (continues === null ? 0 : 1);
    // Its last piece is the line that it began last, or the one that it went on with and never ended.
    const last = continues !== null && !text.includes('\n') ? continues : this.lines;
    this.open[stream] = isEnded ? undefined : last;
    return { lines: this.lines, continues };
  }
}

function countLineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

export type NumberedPiece = { number: number; text: string; isEnded: boolean };

/** A chunk cut at its line ends, each piece with the number of its line: needs nothing of the chunks before. */
export function numberedPieces(chunk: Pick<OutputChunk, 'stream' | 'text' | 'lines' | 'continues'>): NumberedPiece[] {
  const parts = chunk.text.split('\n');
  const isNote = chunk.stream === 'note';
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  const begun = parts.length - (chunk.continues === null ? 0 : 1);
  const before = chunk.lines - begun;
  return parts.map((text, index) => ({
    number: chunk.continues === null ? before + index + 1 : index === 0 ? chunk.continues : before + index,
    text,
    isEnded: isNote || index < parts.length - 1 || chunk.text.endsWith('\n'),
  }));
}
