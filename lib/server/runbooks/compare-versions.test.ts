import { expect, it, vi } from 'vitest';

vi.mock('server-only', () => ({}));
const { changedLines } = await import('./compare-versions');

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`);
const textOf = (lines: string[]) => `${lines.join('\n')}\n`;

it('what changed is shown with the lines around it, and what is left out is counted', () => {
  const before = numbered(20);
  const now = before.with(9, 'another line');
  const lines = changedLines(textOf(before), textOf(now));
  expect(lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'skipped 6',
    ...['same line 7', 'same line 8', 'same line 9', 'removed line 10', 'added another line'],
    ...['same line 11', 'same line 12', 'same line 13', 'skipped 7'],
  ]);
});

it('a procedure that came is all new, and one that did not change shows nothing', () => {
  expect(changedLines('', textOf(['a', 'b'])).map(({ kind }) => kind)).toEqual(['added', 'added']);
  expect(changedLines('same\n', 'same\n')).toEqual([]);
});
