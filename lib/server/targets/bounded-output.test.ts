import { describe, expect, it } from 'vitest';
import { BoundedOutput, type StreamName } from './bounded-output.mjs';

type Printed = [StreamName, string | number[] | Buffer];

function readBoth(limitBytes: number, printed: Printed[]) {
  const output = new BoundedOutput(limitBytes, Math.floor(limitBytes / 4));
  const shown = { stdout: '', stderr: '', order: '', gap: 0 };
  const show = (stream: StreamName, text: string) => {
    shown[stream] += text;
    shown.order += text;
  };
  for (const [stream, bytes] of printed) show(stream, output.push(stream, Buffer.from(bytes as string)));
  for (const piece of output.end()) {
    if (piece.stream !== 'gap') show(piece.stream, piece.text);
    else {
      shown.gap = piece.bytes;
      shown.order += '|';
    }
  }
  return { ...shown, totalBytes: output.totalBytes };
}

const read = (limitBytes: number, chunks: (string | number[])[]) =>
  readBoth(
    limitBytes,
    chunks.map((chunk) => ['stdout', chunk]),
  ).order;

describe('output within its limit', () => {
  it('comes out whole', () => {
    expect(read(100, ['one\n', 'two\n'])).toBe('one\ntwo\n');
  });

  it('comes out whole when it fills the limit to the last byte', () => {
    expect(read(10, ['abcdefgh', 'ij'])).toBe('abcdefghij');
  });

  it('keeps a character that two chunks, or beginning and end, share', () => {
    const bytes = [...Buffer.from('é🚀é')];
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(read(100, [bytes.slice(0, cut), bytes.slice(cut)])).toBe('é🚀é');
      expect(read(bytes.length, [bytes.slice(0, cut), bytes.slice(cut)])).toBe('é🚀é');
    }
  });

  it('turns invalid UTF-8 and NUL into the replacement character', () => {
    expect(read(100, [[0x61, 0xff, 0xfe, 0x62, 0x00, 0x63, 0xe2, 0x82]])).toBe('a\ufffd\ufffdb\ufffdc\ufffd');
  });

  it('is decoded stream by stream, though they take turns inside a character', () => {
    const [first, ...rest] = [...Buffer.from('é')] as [number, ...number[]];
    const both = readBoth(100, [
      ['stdout', [first]],
      ['stderr', 'between'],
      ['stdout', rest],
    ]);
    expect(both).toMatchObject({ stdout: 'é', stderr: 'between', gap: 0 });
  });

  it('shows text as it comes', () => {
    expect(new BoundedOutput(100).push('stdout', Buffer.from('now'))).toBe('now');
  });
});

describe('output beyond its limit', () => {
  it('keeps both ends and counts exactly what is missing', () => {
    expect(readBoth(8, [['stdout', 'abcdefghijklmnop']])).toMatchObject({ order: 'abcdef|op', gap: 8 });
    const letters = [...'abcdefghijklmnop'].map((letter): Printed => ['stdout', letter]);
    expect(readBoth(8, letters)).toMatchObject({ order: 'abcdef|op', gap: 8 });
  });

  it('never shows half a character beside the gap, and counts it among what is missing', () => {
    const shown = readBoth(24, [['stdout', `a${'🚀'.repeat(10)}`]]);
    expect(shown).toMatchObject({ order: `a${'🚀'.repeat(4)}|🚀`, gap: 20 });
  });

  it('keeps the order of both streams at its end, and what is missing of either', () => {
    const shown = readBoth(40, [
      ['stdout', 'x'.repeat(30)],
      ['stderr', 'y'.repeat(10)],
      ['stdout', 'one '],
      ['stderr', 'two '],
      ['stdout', '3'],
    ]);
    expect(shown).toMatchObject({ order: `${'x'.repeat(30)}|yone two 3`, gap: 9, totalBytes: 49 });
  });

  it('is exact whatever is printed in whatever pieces', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    for (let trial = 0; trial < 200; trial += 1) {
      const printed = Array.from({ length: 1 + random(60) }, (): Printed => {
        const text = 'aé🚀z\n'.repeat(random(9));
        return [random(3) === 0 ? 'stderr' : 'stdout', text];
      });
      const limit = 1 + random(400);
      const shown = readBoth(limit, printed);
      const total = printed.reduce((sum, [, text]) => sum + Buffer.byteLength(text as string), 0);
      const kept = Buffer.byteLength(shown.stdout) + Buffer.byteLength(shown.stderr);
      expect(kept + shown.gap).toBe(total);
      expect(kept).toBeLessThanOrEqual(limit);
      expect(shown.order).not.toContain('\ufffd');
      if (shown.gap === 0) expect(shown.order).toBe(printed.map(([, text]) => text).join(''));
    }
  });

  it('keeps as its end all that follows, once nobody takes more of its beginning', () => {
    const output = new BoundedOutput(16, 4);
    expect(output.push('stdout', Buffer.from('abcd'))).toBe('abcd');
    output.closeHead();
    expect(output.push('stdout', Buffer.from('efghij'))).toBe('');
    expect([...output.end()].filter((piece) => piece.stream === 'gap' || piece.text)).toEqual([
      { stream: 'gap', bytes: 2 },
      { stream: 'stdout', text: 'ghij' },
    ]);
  });
});
