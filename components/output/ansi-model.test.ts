import { describe, expect, it } from 'vitest';
import { LONGEST_SHOWN, parseAnsi, splitAtWords } from './ansi-model';

describe('colours in output', () => {
  it('leaves markup as text', () => {
    expect(
      parseAnsi('<img src=x onerror=alert(1)> & "q"')
        .map((one) => one.text)
        .join(''),
    ).toBe('<img src=x onerror=alert(1)> & "q"');
  });
  it('maps basic colours to readable ones', () => {
    expect(parseAnsi('a\u001b[31mred\u001b[0mb')).toMatchObject([
      { text: 'a', color: null },
      { text: 'red', color: 'var(--ansi-red)' },
      { text: 'b', color: null },
    ]);
  });
  it('reads decorations and true colour', () => {
    expect(parseAnsi('\u001b[1mbold')[0]).toMatchObject({ isBold: true });
    expect(parseAnsi('\u001b[38;2;10;10;10mdark')[0]?.color).toBeNull();
    expect(parseAnsi('\u001b[38;2;250;200;10mlight')[0]?.color).toBe('rgb(250 200 10)');
  });
  it('cuts endless lines', () => expect(parseAnsi('x'.repeat(10_000))[0]?.text).toHaveLength(LONGEST_SHOWN));
});

describe('words found in a line', () => {
  it('marks each of them', () => {
    expect(splitAtWords('Error: error', 'error')).toEqual([
      { text: 'Error', isMatch: true },
      { text: ': ', isMatch: false },
      { text: 'error', isMatch: true },
    ]);
  });
  it('marks nothing for no words', () => expect(splitAtWords('abc', ' ')).toEqual([{ text: 'abc', isMatch: false }]));
});
