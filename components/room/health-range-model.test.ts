import { expect, it } from 'vitest';
import { frameSeries, healthFrame, minutesToShow } from './health-range-model';

it('grows the strip in steps', () => {
  expect(minutesToShow('2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z')).toBe(12);
  expect(minutesToShow('2026-01-01T00:00:00Z', '2026-01-01T00:10:00Z')).toBe(20);
});

it('ends the strip of a closed incident where it was closed, however much later it is read', () => {
  const closed = { detectedAt: '2026-01-01T00:00:00.000Z', closedAt: '2026-01-01T00:30:00.000Z' };
  const frame = { minutes: 33, from: '2025-12-31T23:57:00.000Z', to: '2026-01-01T00:30:00.000Z' };
  expect(healthFrame(closed, '2026-01-01T00:31:00.000Z')).toEqual(frame);
  expect(healthFrame(closed, '2026-03-01T00:00:00.000Z')).toEqual(frame);
  const point = (at: string) => ({ at, calls: 1, errorRatePercent: 0, p95Ms: 10 });
  const [inside, after] = [point('2026-01-01T00:29:00.000Z'), point('2026-01-01T00:31:00.000Z')];
  expect(frameSeries({ from: '', to: '', bucketMs: 5000, points: [inside, after] }, frame).points).toEqual([inside]);
});

it('never asks for more than the server sends, of an incident that took days', () => {
  const days = { detectedAt: '2026-01-01T00:00:00.000Z', closedAt: '2026-01-04T00:00:00.000Z' };
  expect(healthFrame(days, '2026-01-05T00:00:00.000Z')).toMatchObject({
    minutes: 1440,
    from: '2026-01-03T00:00:00.000Z',
  });
});
