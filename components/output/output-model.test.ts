import { describe, expect, it } from 'vitest';
import type { OutputChunk } from '@/lib/contracts/views';
import { buildLines, byteLength, copyText, findMatches, makeInert, plainText } from './output-model';

const chunk = (seq: number, text: string, stream: OutputChunk['stream'] = 'stdout'): OutputChunk => ({
  seq,
  stream,
  text,
  lines: 0,
  continues: null,
  at: `2026-11-22T14:09:${String(seq).padStart(2, '0')}.000Z`,
});
const texts = (chunks: OutputChunk[]) => buildLines(chunks).map(plainText);

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

  it('counts bytes, not characters, of every stream', () => {
    expect(byteLength([chunk(1, 'fünf\n'), chunk(2, '→', 'stderr'), chunk(3, '…\n', 'note')])).toBe(6 + 3 + 4);
    expect(byteLength([])).toBe(0);
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

  it('keeps empty lines and gives every line its own key', () => {
    const lines = buildLines([chunk(1, 'a\n\nb\n'), chunk(2, 'c\n')]);
    expect(lines.map(plainText)).toEqual(['a', '', 'b', 'c']);
    expect(new Set(lines.map((line) => line.key)).size).toBe(4);
  });

  it('carries a colour over to the next line until it is reset', () => {
    const lines = buildLines([chunk(1, '\u001b[31mred\nstill red\u001b[0m\nplain\n')]);
    expect(lines[1]?.text.startsWith('\u001b[31m')).toBe(true);
    expect(lines[2]?.text).toBe('plain');
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
    expect(findMatches(lines, 'error')).toEqual([0, 2]);
    expect(findMatches(lines, '  ')).toEqual([]);
  });
  it('copies words with time and stream', () => expect(copyText(lines)).toContain('! bad'));
});
