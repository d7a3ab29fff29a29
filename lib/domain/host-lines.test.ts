import { expect, it } from 'vitest';
import { hostLines } from './host-lines';

it('marks each line with its host, and gives a line out when it is whole', () => {
  const lines = hostLines('app-1');
  expect(lines.push('one\ntw')).toBe('[app-1] one\n');
  expect(lines.push('o')).toBe('');
  expect(lines.push('\n\nend')).toBe('[app-1] two\n[app-1] \n');
  expect(lines.end()).toBe('[app-1] end\n');
  expect(lines.end()).toBe('');
});

it('does not hold a line back that never ends', () => {
  const lines = hostLines('b');
  expect(lines.push('x'.repeat(5000))).toBe(`[b] ${'x'.repeat(5000)}\n`);
  expect(lines.end()).toBe('');
});
