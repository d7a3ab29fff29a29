import { describe, expect, it } from 'vitest';
import { asSentence, clockWords, deadlineWords, durationWords, estimateWords, respondWords, shortId } from './words';

describe('a duration reads', () => {
  it.each([
    [0, '0 ms'],
    [41.4, '41 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [1000, '1.0 s'],
    [1849, '1.8 s'],
    [9949, '9.9 s'],
    [9960, '10 s'],
    [59_499, '59 s'],
    [59_600, '1 min 0 s'],
    [60_000, '1 min 0 s'],
    [414_000, '6 min 54 s'],
    [3_599_400, '59 min 59 s'],
    [3_599_600, '1 h 0 min'],
    [4_200_000, '1 h 10 min'],
  ])('%s ms as %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});

describe('a clock reads', () => {
  it.each([
    [0, '0:00'],
    [6_000, '0:06'],
    [228_000, '3:48'],
    [3_599_600, '1:00:00'],
    [3_730_000, '1:02:10'],
    [-5_000, '0:00'],
  ])('%s ms as %s', (ms, words) => {
    expect(clockWords(ms)).toBe(words);
  });
});

it('a full commit id is shortened, and nothing else is', () => {
  expect(shortId('4f2a9c1e8b7d6a5f4e3d2c1b0a9f8e7d6c5b4a39')).toBe('4f2a9c1');
  for (const value of ['202508230001', '803b93aca2d2', 'main', '4F2A9C1E8B7D6A5F4E3D2C1B0A9F8E7D6C5B4A39', '']) {
    expect(shortId(value)).toBe(value);
  }
});

it('times to respond say when there is none', () => {
  const row = { respondMinutes: { from: 0, to: 5 } };
  expect([respondWords(row), deadlineWords(row)]).toEqual(['0–5 min', 'respond within 5 min']);
  const planned = { respondMinutes: null };
  expect([respondWords(planned), deadlineWords(planned)]).toEqual([
    'next maintenance window',
    'next maintenance window',
  ]);
});

it('an estimate is a span', () => {
  expect(estimateWords({ from: 2, to: 5, isOurs: false })).toBe('2–5 min');
});

it.each([
  ['exit code 3', 'exit code 3.'],
  ['It is gone. ', 'It is gone.'],
  ['why?', 'why?'],
])('what a program said, “%s”, becomes a sentence once', (text, sentence) => {
  expect(asSentence(text)).toBe(sentence);
});
