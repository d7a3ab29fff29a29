import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeText, PRINTABLE, printable } from './pdf-text';

describe('text for a PDF', () => {
  it.each([
    ['Привет, Jürgen → ≥ 90 %', 'Привет, Jürgen -> ≥ 90 %'],
    ['a\u202eb\u2066c\u200bd', 'a‹202e›b‹2066›c‹200b›d'],
    ['bell\u0007 nul\u0000', 'bell^G nul^@'],
    ['\u001b[31mred\u001b[0m \u001b]0;title\u0007x', 'red x'],
    ['e\u0301', 'é'],
    ['中 😀', '‹4e2d› ‹1f600›'],
    ['two\r\nlines\tand a tab', 'two\nlines  and a tab'],
  ])('%j is shown as %j', (given, shown) => expect(printable(given)).toBe(shown));

  it('sets a command in letters of one width, and what these lack in the other ones', () =>
    expect(codeText('echo привет > x')).toMatchObject({
      text: [{ text: 'echo ', font: 'Courier' }, { text: 'привет' }, { text: ' > x', font: 'Courier' }],
    }));

  it('promises no sign that one of the fonts lacks', () => {
    const ask = createRequire(import.meta.url);
    const fontkit = ask(ask.resolve('fontkit', { paths: [ask.resolve('pdfmake')] }));
    const folder = join(dirname(ask.resolve('pdfmake/package.json')), 'fonts/Roboto');
    const fonts = ['Regular', 'Medium', 'Italic', 'MediumItalic'].map((style) =>
      fontkit.openSync(join(folder, `Roboto-${style}.ttf`)),
    );
    const signs = Array.from({ length: 0xffff - 0x20 }, (_, index) => index + 0x20).filter(
      (code) => PRINTABLE.test(String.fromCharCode(code)) && code !== 0x0a,
    );
    expect(signs.length).toBeGreaterThan(800);
    expect(signs.filter((code) => !fonts.every((font) => font.hasGlyphForCodePoint(code)))).toEqual([]);
  });
});
