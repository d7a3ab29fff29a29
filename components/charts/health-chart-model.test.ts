import { describe, expect, it } from 'vitest';
import type { HealthMark, HealthSeries } from '@/lib/contracts/health-view';
import { formatBytes, formatMs, formatPercent, formatStopwatch } from './figures';
import {
  buildStops,
  describeChart,
  nearestPoint,
  samplePoints,
  stopAfterKey,
  stopAtShare,
  stopKey,
  stopWords,
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
const mark = (seconds: number, over: Partial<HealthMark> = {}): HealthMark => ({
  ...{ id: `mark-${seconds}`, at: at(seconds), kind: 'change', label: 'reload', tone: 'ok' },
  ...{ what: 'Reloaded the backend', by: 'Kim', ...over },
});

describe('the health chart', () => {
  it('says what it shows in a sentence', () => {
    const words = describeChart(series([point(0, 1), point(5, 93.8, 1900), point(10, 1.2)]), [mark(5)]);
    expect(words).toContain('at most 93.8 % and is 1.2 % at the end');
    expect(words).toContain('Marked: reload.');
    expect(describeChart(series([]), [])).toContain('nothing measured');
  });

  it('reads off the nearest point and samples with the last one kept', () => {
    const many = Array.from({ length: 100 }, (_, index) => point(index));
    expect(nearestPoint(series(many), 0.42)?.at).toBe(at(42));
    expect(nearestPoint(series([]), 0.5)).toBeNull();
    expect(samplePoints(many, 10).at(-1)?.at).toBe(at(99));
  });
});

describe('the health chart by keyboard', () => {
  const stops = buildStops(series([point(0), point(10, 93.8, 1900), point(30)]), [mark(12), mark(40), mark(300)]);

  it('goes through figures and marks in the order in which they happened, and leaves out what lies outside', () =>
    expect(stops.map(stopKey)).toEqual([at(0), at(10), 'mark-12', at(30), 'mark-40']));

  it.each([
    ['ArrowLeft', null, 4],
    ['ArrowLeft', 0, 0],
    ['ArrowRight', 1, 2],
    ['ArrowRight', 4, 4],
    ['Home', 3, 0],
    ['End', 0, 4],
    ['m', null, 2],
    ['m', 2, 4],
    ['m', 4, 2],
    ['M', null, 4],
    ['M', 2, 4],
    ['x', 1, null],
  ] as const)('%s from %s leads to %s', (key, from, to) => expect(stopAfterKey(stops, from, key)).toBe(to));

  it('has no next mark where nothing is marked, and no place where nothing is', () => {
    expect(stopAfterKey(buildStops(series([point(0)]), []), 0, 'm')).toBeNull();
    expect(stopAfterKey([], null, 'Home')).toBeNull();
  });

  it('says of a mark what happened, by whom, and how users were then', () =>
    expect(stopWords(stops[2] as (typeof stops)[number], 'UTC')).toBe(
      '14:00:12: Reloaded the backend, by Kim; error rate 93.8 %, p95 latency 1.9 s',
    ));

  it('gives a pointer the mark within its reach before any figure', () => {
    expect(stopAtShare(stops, series([]), 0.11, 0.02)).toBe(2);
    expect(stopAtShare(stops, series([]), 0.1, 0.001)).toBe(1);
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
