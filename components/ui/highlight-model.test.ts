import { expect, it } from 'vitest';
import { splitHighlights } from './highlight-model';

it('picks out values, the longest first, and keeps every character', () => {
  const parts = splitHighlights('git checkout 8c41f0e # 8c41', ['8c41', '8c41f0e']);
  expect(parts.filter((part) => part.isHighlighted).map((part) => part.text)).toEqual(['8c41f0e', '8c41']);
  expect(parts.map((part) => part.text).join('')).toBe('git checkout 8c41f0e # 8c41');
});

it('takes a value literally and ignores empty ones', () => {
  expect(splitHighlights("LIKE 'idx.*'", ['.*', ''])).toMatchObject([
    { text: "LIKE 'idx", isHighlighted: false },
    { text: '.*', isHighlighted: true },
    { text: "'", isHighlighted: false },
  ]);
});
