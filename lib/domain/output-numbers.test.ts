import { describe, expect, it } from 'vitest';
import { numberedPieces, OutputNumbers } from './output-numbers';

type Stream = 'stdout' | 'stderr' | 'note';

/** Numbers chunks as they are stored, then puts the lines together from their numbers alone. */
function assemble(chunks: [Stream, string][]): Record<number, string> {
  const numbers = new OutputNumbers();
  const lines: Record<number, string> = {};
  for (const [stream, text] of chunks)
    for (const piece of numberedPieces({ stream, text, ...numbers.next(stream, text) }))
      lines[piece.number] = (lines[piece.number] ?? '') + piece.text;
  return lines;
}

describe('line numbers', () => {
  it('count lines in the order in which they begin', () => {
    expect(
      assemble([
        ['stdout', 'a\nb\n'],
        ['stderr', 'c\n'],
        ['stdout', 'd'],
      ]),
    ).toEqual({ 1: 'a', 2: 'b', 3: 'c', 4: 'd' });
  });

  it('stay with a line that another stream interrupts', () => {
    expect(
      assemble([
        ['stdout', 'half '],
        ['stderr', 'err'],
        ['note', 'a note'],
        ['stdout', 'whole\nnext\n'],
        ['stderr', 'or\n'],
      ]),
    ).toEqual({ 1: 'half whole', 2: 'error', 3: 'a note', 4: 'next' });
  });

  it('stay with a line over any number of chunks', () => {
    expect(
      assemble([
        ['stdout', 'x'],
        ['stdout', 'y'],
        ['stdout', 'z'],
        ['stdout', '\n'],
        ['stdout', '\n'],
        ['stdout', 'b'],
      ]),
    ).toEqual({ 1: 'xyz', 2: '', 3: 'b' });
  });

  it('are the same wherever a text is cut', () => {
    const text = 'one\n\ntwo\nthree';
    const whole = assemble([['stdout', text]]);
    for (let cut = 1; cut < text.length; cut += 1)
      expect(
        assemble([
          ['stdout', text.slice(0, cut)],
          ['stdout', text.slice(cut)],
        ]),
      ).toEqual(whole);
  });
});
