import { describe, expect, it } from 'vitest';
import { findMatches, OutputLines } from './output-lines';
import { OutputSearch } from './output-search';
import { chunk, stored } from './testing/printed';

describe('a search through a whole output', () => {
  it('finds on the server what the screen would show, wherever the chunks end', () => {
    const text = 'plain needle\n\u001b[31mnee\u001b[0mdle\n10 % needle\r20 % other!!\nNEEDLE \nnee\ndle\nlast needle';
    for (let cut = 1; cut < text.length; cut += 1) {
      const chunks = stored([
        chunk(1, text.slice(0, cut)),
        chunk(2, 'needle of the other\n', 'stderr'),
        chunk(3, text.slice(cut)),
      ]);
      const search = new OutputSearch(' Needle');
      for (const one of chunks) search.add(one);
      expect(search.finish()).toEqual(findMatches(new OutputLines(chunks).lines, 'needle'));
    }
  });

  it('finds words in the middle of an endless line, and not in what was written over', () => {
    const long = `${'x'.repeat(1_500_000)}needle${'y'.repeat(1_500_000)}`;
    const search = (text: string) => {
      const looking = new OutputSearch('needle');
      const pieces = text.match(/[\s\S]{1,65536}/g) ?? [];
      for (const one of stored(pieces.map((piece, at) => chunk(at + 1, piece)))) looking.add(one);
      return looking.finish();
    };
    expect(search(long)).toEqual([1]);
    expect(search(`${long}\nneedle`)).toEqual([1, 2]);
    expect(search(`${long}\r${'z'.repeat(3_100_000)}\n`)).toEqual([]);
  });
});
