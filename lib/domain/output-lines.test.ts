import { describe, expect, it } from 'vitest';
import type { OutputChunk } from '@/lib/contracts/views';
import { copyText, findMatches, OutputLines, plainText } from './output-lines';
import { lastState, makeInert } from './terminal-text';
import { chunk, type Printed, stored } from './testing/printed';

const buildLines = (printed: Printed[]) => new OutputLines(stored(printed)).lines;
const texts = (printed: Printed[]) => buildLines(printed).map(plainText);

describe('output lines', () => {
  it('joins a line that two chunks share', () => {
    expect(texts([chunk(1, 'App [replyx'), chunk(2, '-backend] online\nnext')])).toEqual([
      'App [replyx-backend] online',
      'next',
    ]);
  });

  it('keeps the two streams apart while both have an open line', () => {
    expect(
      texts([chunk(1, 'out '), chunk(2, 'err ', 'stderr'), chunk(3, 'more\n'), chunk(4, 'end\n', 'stderr')]),
    ).toEqual(['out more', 'err end']);
  });

  it('shows a note alone, in its place', () => {
    const lines = buildLines([
      chunk(1, 'head\n'),
      chunk(2, '4 212 lines were left out here', 'note'),
      chunk(3, 'tail\n'),
    ]);
    expect(lines.map((line) => line.stream)).toEqual(['stdout', 'note', 'stdout']);
  });

  it('shows the last state of a progress bar', () => {
    expect(texts([chunk(1, '10 %\r50 %'), chunk(2, '\r100 %\r\ndone\r\n')])).toEqual(['100 %', 'done']);
  });

  it('keeps empty lines and numbers every line', () => {
    const lines = buildLines([chunk(1, 'a\n\nb\n'), chunk(2, 'c\n')]);
    expect(lines.map(plainText)).toEqual(['a', '', 'b', 'c']);
    expect(lines.map((line) => line.number)).toEqual([1, 2, 3, 4]);
  });

  it('have the same numbers and words from wherever one begins to read', () => {
    const chunks = stored([
      chunk(1, 'one\ntwo'),
      chunk(2, 'err', 'stderr'),
      chunk(3, ' and a half\nthree\n'),
      chunk(4, 'or\n', 'stderr'),
      chunk(5, 'four\n'),
    ]);
    const whole = new OutputLines(chunks);
    for (let from = 0; from < chunks.length; from += 1) {
      const part = new OutputLines(chunks.slice(from));
      expect(part.lines.map((line) => line.number)).toEqual(
        [...part.lines.map((line) => line.number)].sort((a, b) => a - b),
      );
      for (const line of part.lines)
        if (!line.isHeadMissing) expect(line).toEqual(whole.lines[whole.indexOf(line.number)]);
    }
    expect(new OutputLines(chunks.slice(2)).lines.map((line) => [line.number, line.isHeadMissing])).toEqual(
      [
        [2, true],
        [3, true],
        [4, false],
        [5, false],
      ].map(([number, isMissing]) => [number, isMissing]),
    );
  });

  it('of many megabytes costs what is shown of it, and says how much is not', () => {
    const piece = 'x'.repeat(64 * 1024);
    const printed = Array.from({ length: 320 }, (_, index) => chunk(index + 1, piece));
    const [line] = buildLines([...printed, chunk(321, 'end\nnext\n')]);
    expect(line?.text.length).toBeLessThan(128 * 1024);
    expect((line?.elided ?? 0) + (line?.text.length ?? 0)).toBe(320 * piece.length + 3);
  });

  it('takes the inside of an endless line as told, without having it', () => {
    const [first, , last] = stored([chunk(1, 'begin '), chunk(2, 'inside'), chunk(3, ' end\nnext\n')]) as [
      OutputChunk,
      OutputChunk,
      OutputChunk,
    ];
    const { lines } = new OutputLines([first, { ...first, seq: 2, continues: 1, text: '', elided: 6 }, last]);
    expect(lines.map((line) => [line.number, line.text, line.elided])).toEqual([
      [1, 'begin  end', 6],
      [2, 'next', 0],
    ]);
  });

  it('carries a colour over to the next line until it is reset', () => {
    const lines = buildLines([chunk(1, '\u001b[31mred\nstill red\u001b[0m\nplain\n')]);
    expect(lines[1]?.text.startsWith('\u001b[31m')).toBe(true);
    expect(lines[2]?.text).toBe('plain');
  });
});

describe('a rewritten line', () => {
  it.each([
    ['a longer state under a shorter one', 'abcdef\rXY', 'XYcdef'],
    ['a state that was erased first', 'abcdef\r\u001b[KXY', 'XY'],
    ['a line that was erased whole', 'abcdef\u001b[2K\rXY', 'XY'],
    ['a spinner', 'work |\b/\b-\bok', 'work ok'],
    ['a hidden cursor', '\u001b[?25l10 %\r20 %\u001b[?25h', '20 %'],
    ['a title between', '10 %\r\u001b]0;title\u0007', '10 %'],
    ['a coloured bar', '\u001b[31m10\u001b[0m\r20', '20'],
    ['Windows line ends', 'done\r', 'done'],
  ])('shows %s as a terminal would', (_name, raw, expected) =>
    expect(plainText({ text: makeInert(lastState(raw)) })).toBe(expected),
  );

  it('keeps the colours of what it shows', () => {
    expect(lastState('\u001b[32mok\u001b[0m\r\u001b[31mno')).toContain('\u001b[31mno');
  });

  it('of megabytes costs no more than its last states', () => {
    const bar = Array.from({ length: 200_000 }, (_, at) => `\r${at} of 200000`).join('');
    expect(lastState(bar)).toBe('199999 of 200000');
    expect(
      texts([...Array.from({ length: 40 }, (_, at) => chunk(at + 1, bar.slice(at * 75_000, (at + 1) * 75_000)))]),
    ).toHaveLength(1);
  });
});

describe('hostile output', () => {
  it.each([
    ['a window title', '\u001b]0;pwned\u0007after', 'after'],
    ['a link', '\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\', 'click'],
    ['a clipboard write', '\u001b]52;c;cm0gLXJm\u0007x', 'x'],
    ['a cursor move', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
    ['a device string', '\u001bPq#0;2;0;0;0\u001b\\ok', 'ok'],
    ['a C1 sequence', '\u009b2Jok', 'ok'],
    ['a lone escape', 'a\u001b', 'a'],
    ['stray controls', 'a\u0000b\u0008c', 'a␀b␈c'],
    ['text turned around', 'abc\u202Edef', 'abc⟨202e⟩def'],
  ])('%s does nothing', (_name, text, expected) => expect(makeInert(text)).toBe(expected));

  it('keeps plain colours', () => expect(makeInert('\u001b[1;32mok\u001b[0m')).toBe('\u001b[1;32mok\u001b[0m'));
});

describe('search and copy', () => {
  const lines = buildLines([chunk(1, '\u001b[31mERROR\u001b[0m one\nfine\nan error\n'), chunk(2, 'bad\n', 'stderr')]);
  it('finds whatever the case, and nothing for no words', () => {
    expect(findMatches(lines, 'error')).toEqual([1, 3]);
    expect(findMatches(lines, '  ')).toEqual([]);
  });
  it('copies words with time and stream', () => expect(copyText(lines)).toContain('! bad'));
});
