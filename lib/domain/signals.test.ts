import { describe, expect, it } from 'vitest';
import { signalKindSchema } from '@/lib/contracts/runbook';
import { formatPercent, SIGNAL_ORDER, SIGNALS } from './signals';

it('every signal has one card', () => {
  expect([...SIGNAL_ORDER].sort()).toEqual([...signalKindSchema.options].sort());
  expect(Object.keys(SIGNALS).sort()).toEqual([...signalKindSchema.options].sort());
});

it.each(signalKindSchema.options)('%s is told with its figure, and without one says that it is not known', (kind) => {
  const { unit, words } = SIGNALS[kind];
  expect(words(null)).not.toMatch(/null|NaN/);
  if (unit === null) return;
  expect(words(93.8)).toContain('93.8 %');
  expect(words(null)).toContain('not known');
});

describe('a percentage reads', () => {
  it.each([
    [0, '0 %'],
    [93.75, '93.8 %'],
    [90, '90 %'],
    [90.04, '90.0 %'],
    [99.94, '99.9 %'],
    [99.97, '100 %'],
    [100, '100 %'],
    [312.4, '312 %'],
  ])('%s as %s', (value, words) => {
    expect(formatPercent(value)).toBe(words);
  });
});
