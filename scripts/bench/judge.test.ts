import { describe, expect, it } from 'vitest';
import { judge, type Measured } from './judge';

const ten = [10, 11, 12, 13, 14, 15, 16, 17, 18, 90];
const measured: Measured = {
  work: 'a thing',
  unit: 'ms',
  samples: ten,
  floor: [4, 5, 6],
  floorWork: 'plain',
  bounds: [{ figure: 'median', limit: 14 }],
  heldBackBy: 'the disk',
};

describe('a row of the bench', () => {
  it('is held by its figures alone, and says no reason then', () => {
    expect(judge(measured)).toEqual({
      work: 'a thing',
      unit: 'ms',
      median: 14,
      p99: 90,
      floor: 5,
      floorWork: 'plain',
      reach: 'at most 14 ms median',
      held: true,
      samples: 10,
    });
  });

  it.each([
    [{ figure: 'median', limit: 13.9 }, 'at most 13.9 ms median'],
    [{ figure: 'p95', limit: 89 }, 'at most 89 ms p95'],
    [{ figure: 'p99', limit: 89 }, 'at most 89 ms p99'],
    [{ figure: 'floors', limit: 2.7 }, 'at most 2.7 × the floor'],
  ] as const)('is not held past %j, and says what holds it back', (bound, reach) => {
    const row = judge({ ...measured, bounds: [{ figure: 'median', limit: 1000 }, bound] });
    expect(row).toMatchObject({ held: false, note: 'the disk', reach: `at most 1000 ms median, ${reach}` });
  });

  it('promises runs a second from below, and takes the slow end for its p99', () => {
    const row = { ...measured, unit: 'runs/s' as const, bounds: [{ figure: 'p99' as const, limit: 10 }] };
    expect(judge(row)).toMatchObject({ held: true, p99: 10, reach: 'at least 10 runs/s p99' });
    expect(judge({ ...row, bounds: [{ figure: 'p99', limit: 11 }] }).held).toBe(false);
  });

  it.each([
    ['too few samples', { samples: [1, 2, 3, 4, 5, 6] }],
    ['no bound', { bounds: [] }],
    ['no floor to be compared with', { floor: [], bounds: [{ figure: 'floors' as const, limit: 2 }] }],
  ])('is none with %s', (_, over) => {
    expect(() => judge({ ...measured, ...over })).toThrow(/a thing/);
  });
});
