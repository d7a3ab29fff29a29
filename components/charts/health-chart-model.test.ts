import { describe, expect, it } from 'vitest';
import type { HealthSeries } from '@/lib/contracts/health-view';
import { formatBytes, formatMs, formatPercent, formatStopwatch } from './figures';
import {
  buildPaths,
  buildScales,
  describeChart,
  nearestPoint,
  placeMarks,
  samplePoints,
  splitAtSilences,
} from './health-chart-model';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 14, 0, seconds)).toISOString();
const point = (seconds: number, errorRatePercent = 1, p95Ms = 200) => ({
  at: at(seconds),
  errorRatePercent,
  p95Ms,
  calls: 10,
});
const series = (points: HealthSeries['points'], to = 100): HealthSeries => ({
  from: at(0),
  to: at(to),
  bucketMs: 5000,
  points,
});

describe('the health chart', () => {
  it('breaks the line where the probe was silent', () => {
    expect(splitAtSilences(series([point(0), point(5), point(60), point(65)])).map((run) => run.length)).toEqual([
      2, 2,
    ]);
  });

  it('draws a lone point as a dot and nothing at all for no points', () => {
    const lone = series([point(50, 90)]);
    expect(buildPaths(lone, buildScales(lone, 210, 80), 80)).toMatchObject({ errorLine: '', dots: [{ x: 500 }] });
    const empty = series([]);
    expect(buildPaths(empty, buildScales(empty, 210, 80), 80)).toEqual({
      errorArea: '',
      errorLine: '',
      latencyLine: '',
      dots: [],
    });
  });

  it('keeps error rate on 0 to 100 whatever latency does', () => {
    const scales = buildScales(series([point(0, 50, 9000)]), 210, 104);
    expect(scales.error(0)).toBe(104);
    expect(scales.error(100)).toBe(4);
    expect(scales.latency(9000)).toBeGreaterThan(4);
  });

  it('staggers labels that would touch, and leaves out the older one when no row is free', () => {
    const marks = [10, 11, 12].map((seconds) => ({ at: at(seconds), label: 'step done', tone: 'ok' as const }));
    const placed = placeMarks(marks, series([]), 600);
    expect(placed.map((mark) => [mark.isLabelled, mark.row])).toEqual([
      [false, 0],
      [true, 1],
      [true, 0],
    ]);
  });

  it('anchors labels at the edges inward', () => {
    const marks = [0, 50, 100].map((seconds) => ({ at: at(seconds), label: 'declared', tone: 'neutral' as const }));
    expect(placeMarks(marks, series([]), 600).map((mark) => mark.anchor)).toEqual(['start', 'middle', 'end']);
  });

  it('says what it shows in a sentence', () => {
    const words = describeChart(series([point(0, 1), point(5, 93.8, 1900), point(10, 1.2)]), [
      { at: at(5), label: 'Reload backend', tone: 'ok' },
    ]);
    expect(words).toContain('at most 93.8 % and is 1.2 % at the end');
    expect(words).toContain('Marked: Reload backend.');
    expect(describeChart(series([]), [])).toContain('nothing measured');
  });

  it('reads off the nearest point and samples with the last one kept', () => {
    const many = Array.from({ length: 100 }, (_, index) => point(index));
    expect(nearestPoint(series(many), 0.42)?.at).toBe(at(42));
    expect(nearestPoint(series([]), 0.5)).toBeNull();
    expect(samplePoints(many, 10).at(-1)?.at).toBe(at(99));
  });
});

describe('figures', () => {
  it.each([
    [93.84, '93.8 %'],
    [0, '0 %'],
    [100, '100 %'],
  ])('%s is %s', (value, words) => expect(formatPercent(value)).toBe(words));
  it.each([
    [41, '41 ms'],
    [210, '0.21 s'],
    [1900, '1.9 s'],
    [2000, '2 s'],
    [31_000, '31 s'],
    [125_000, '2 min 5 s'],
    [3_840_000, '1 h 4 min'],
  ])('%s ms is %s', (ms, words) => expect(formatMs(ms)).toBe(words));
  it.each([
    [6000, '0:06'],
    [70_000, '1:10'],
    [3_729_000, '1:02:09'],
  ])('%s ms reads %s', (ms, words) => expect(formatStopwatch(ms)).toBe(words));
  it.each([
    [41, '41 B'],
    [3200, '3.2 kB'],
    [2_000_000, '2 MB'],
  ])('%s bytes is %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));
});
