import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `${from + n}\n`).join('');

it('is empty where nothing changes', () => {
  expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('');
});

it('shows a change with three lines around it', () => {
  expect(unifiedDiff('d/f.py', numbers(1, 9), numbers(1, 9).replace('5\n', 'five\n'))).toBe(
    [
      'diff --git a/d/f.py b/d/f.py',
      '--- a/d/f.py',
      '+++ b/d/f.py',
      '@@ -2,7 +2,7 @@',
      ...[' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8', ''],
    ].join('\n'),
  );
});

it.each([
  ['changes far apart', numbers(1, 40), numbers(1, 40).replace('3\n', 'x\n').replace('\n30\n', '\n')],
  ['lines at the start and at the end', numbers(2, 9), numbers(1, 10)],
  ['a last line that gets its end', 'a\nb', 'a\nb\n'],
  ['a last line that loses its end', 'a\nb\n', 'a\nc'],
  ['line ends of Windows', 'a\r\nb\r\nc\r\n', 'a\r\nB\r\nc\r\n'],
  ['everything', 'a\nb\n', 'c\n'],
])('is a patch that git applies: %s', (_name, before, after) => {
  const folder = mkdtempSync(join(tmpdir(), 'test-diff-'));
  try {
    writeFileSync(join(folder, 'file'), before);
    const options = { cwd: folder, input: unifiedDiff('file', before, after) };
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], options);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe(after);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
