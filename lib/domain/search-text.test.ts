import { describe, expect, it } from 'vitest';
import { foundParts, parseSearch, plainText, seamedText } from './search-text';

describe('what people type', () => {
  it.each([
    ['SLOW vector', 'slow vector', 'slow or vector', true],
    ['slow ', 'slow', 'slow', false],
    ['"index bloat" dialogs', '"index bloat" dialogs', '"index bloat" or dialogs', true],
    ['-drill index', '-drill index', 'index', true],
    ['index -"full restore"', 'index -"full restore"', 'index', false],
    ['index or vector', 'index or vector', 'index or vector', true],
    ['/api/dialogs calls_fail', '"api dialogs" "calls fail"', '"api dialogs" or "calls fail"', true],
    ['100% of', '100 of', '100 or of', true],
    ['an "unclosed phrase', 'an "unclosed phrase"', 'an or "unclosed phrase"', false],
    ["'; DROP TABLE", 'drop table', 'drop or table', true],
    ['ИНДЕКС', 'индекс', 'индекс', true],
    ['a & b | !c:* <-> (d)', 'a b c d', 'a or b or c or d', true],
  ])('%s looks for %s', (text, wanted, shown, isOpenEnded) =>
    expect(parseSearch(text)).toEqual({ wanted, shown, isOpenEnded }),
  );
  it.each(['', '   ', '%', '""', '- -- "%"', 'or'])('%j looks for nothing that could be found', (text) =>
    expect(parseSearch(text)).toBeNull(),
  );
});

it('a text for the store reads as it was once its seams are out', () => {
  const lines = ['pm2 reload replyx-backend', '/api/dialogs answered 500; “Kim”'];
  expect(plainText(seamedText(lines))).toBe(lines.join('\n'));
  expect(seamedText(['a\u0002b\0c'])).toBe('a b c');
});

it('what was found is taken apart at its marks, and stays text', () => {
  expect(foundParts('drop \u0002<b>index\u0003 now')).toEqual([
    { text: 'drop ', isHit: false },
    { text: '<b>index', isHit: true },
    { text: ' now', isHit: false },
  ]);
  expect(foundParts('nothing here')).toBeNull();
});
