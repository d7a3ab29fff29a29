import { describe, expect, it } from 'vitest';
import { BoundedOutput } from './bounded-output.mjs';

function read(limitBytes: number, chunks: (string | number[])[]): string {
  const output = new BoundedOutput(limitBytes);
  const live = chunks.map((chunk) => output.push(Buffer.from(chunk as string)));
  return live.join('') + output.end();
}

describe('output within its limit', () => {
  it('comes out whole', () => {
    expect(read(100, ['one\n', 'two\n'])).toBe('one\ntwo\n');
  });

  it('comes out whole when it fills the limit to the last byte', () => {
    expect(read(10, ['abcdefgh', 'ij'])).toBe('abcdefghij');
  });

  it('keeps a character that two chunks, or the two halves, share', () => {
    const bytes = [...Buffer.from('é🚀é')];
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(read(100, [bytes.slice(0, cut), bytes.slice(cut)])).toBe('é🚀é');
      expect(read(bytes.length, [bytes.slice(0, cut), bytes.slice(cut)])).toBe('é🚀é');
    }
  });

  it('turns invalid UTF-8 and NUL into the replacement character', () => {
    expect(read(100, [[0x61, 0xff, 0xfe, 0x62, 0x00, 0x63, 0xe2, 0x82]])).toBe('a\ufffd\ufffdb\ufffdc\ufffd');
  });

  it('shows text as it comes', () => {
    const output = new BoundedOutput(100);
    expect(output.push(Buffer.from('now'))).toBe('now');
  });
});

describe('output beyond its limit', () => {
  it('keeps both ends and says how much is missing', () => {
    expect(read(8, ['abcdefghijklmnop'])).toBe('abcd\n[… 8 bytes left out …]\nmnop');
    expect(read(8, [...'abcdefghijklmnop'])).toBe('abcd\n[… 8 bytes left out …]\nmnop');
  });

  it('never shows half a character beside the gap', () => {
    expect(read(10, ['🚀🚀🚀🚀🚀'])).toBe('🚀\n[… 10 bytes left out …]\n🚀');
  });

  it('keeps the end whatever the sizes of the chunks', () => {
    const text = Array.from({ length: 500 }, (_, index) => `${index},`).join('');
    for (const size of [1, 7, 64, 1000]) {
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.slice(at * size, (at + 1) * size),
      );
      const shown = read(100, chunks);
      expect(shown.startsWith(text.slice(0, 50))).toBe(true);
      expect(shown.endsWith(text.slice(-50))).toBe(true);
    }
  });

  it('counts every byte', () => {
    const output = new BoundedOutput(4);
    output.push(Buffer.alloc(1000));
    output.push(Buffer.alloc(1));
    expect(output.totalBytes).toBe(1001);
  });
});
