import { describe, expect, it } from 'vitest';
import type { MeasuredIncident } from '@/lib/contracts/figures-view';
import { bucketKeys, buildBuckets, figuresFrom, figuresSummary, inTimeOf, spreadsOf } from './figures-over-time';

const BERLIN = 'Europe/Berlin';
const incident = (over: Partial<MeasuredIncident> = {}): MeasuredIncident => ({
  ...{ code: 'DB-1', title: 'Calls fail', severity: 'high', isDrill: false, declaredAt: '2026-11-10T10:00:00Z' },
  ...{ acknowledge: 60_000, approve: 120_000, restore: 300_000, isInTime: true },
  ...over,
});

describe('months and weeks', () => {
  it('are those of the console’s zone, the current one last', () => {
    const months = bucketKeys(new Date('2026-11-30T23:30:00Z'), BERLIN, 'month');
    expect([months.length, months[0], months.at(-1)]).toEqual([12, '2026-01', '2026-12']);
    const weeks = bucketKeys(new Date('2026-11-23T12:00:00Z'), BERLIN, 'week');
    expect([weeks.length, weeks[0], weeks.at(-1)]).toEqual([12, '2026-09-07', '2026-11-23']);
    expect(figuresFrom(months, BERLIN).toISOString()).toBe('2025-12-31T23:00:00.000Z');
    expect(figuresFrom(['2026-06-01'], BERLIN).toISOString()).toBe('2026-05-31T22:00:00.000Z');
  });
  it('have what was declared in them, and are there where nothing was', () => {
    const declared = ['2026-10-31T22:59:00Z', '2026-10-31T23:00:00Z', '2026-11-30T22:59:00Z', '2025-01-01T00:00:00Z'];
    const buckets = buildBuckets(
      declared.map((declaredAt) => incident({ declaredAt })),
      ['2026-10', '2026-11', '2026-12'],
      BERLIN,
    );
    expect(buckets.map(({ label, measures }) => [label, measures.restore.incidents.count])).toEqual([
      ['Oct 2026', 1],
      ['Nov 2026', 2],
      ['Dec 2026', 0],
    ]);
  });
});

describe('the figures', () => {
  it.each([
    [[], 0, null, null],
    [[5], 1, 5, 5],
    [[9, 1], 2, 5, 9],
    [[9, 1, 2], 3, 2, 9],
    [[null, 4, null], 1, 4, 4],
  ])('of %j are counted %s, median %s, worst %s', (values, count, medianMs, worstMs) =>
    expect(spreadsOf(values.map((restore) => incident({ restore }))).restore.incidents).toEqual({
      count,
      medianMs,
      worstMs,
    }),
  );
  it('of incidents have no drill in them, and those of drills no incident', () => {
    const { approve } = spreadsOf([incident({ approve: 1 }), incident({ approve: 9, isDrill: true })]);
    expect([approve.incidents.worstMs, approve.drills.worstMs]).toEqual([1, 9]);
    expect(inTimeOf([incident(), incident({ isDrill: true }), incident({ isInTime: null })])).toEqual({
      kept: 1,
      of: 1,
    });
  });
});

describe('the summary', () => {
  it('says how many, how many in time, and how long', () => {
    const four = [
      incident(),
      incident(),
      incident({ restore: 400_000 }),
      incident({ restore: 900_000, isInTime: false }),
    ];
    expect(figuresSummary([...four, incident({ isDrill: true, restore: 1 })], 'month')).toBe(
      'In the last 12 months there were 4 incidents, and 3 of 4 were answered within the matrix. Half had users well again within 5 min 50 s; the slowest took 15 min 0 s. 1 drill is shown beside, never in the figures.',
    );
  });
  it.each([
    [[], 'In the last 12 weeks there was no incident and no drill.'],
    [
      [incident({ isDrill: true })],
      'In the last 12 weeks there was no incident. 1 drill is shown beside, never in the figures.',
    ],
    [
      [incident({ restore: null, isInTime: null })],
      'In the last 12 weeks there was 1 incident. None had users seen well again yet.',
    ],
    [
      [incident()],
      'In the last 12 weeks there was 1 incident, and 1 of 1 was answered within the matrix. Users were well again after 5 min 0 s.',
    ],
  ])('of %j is a sentence', (incidents, words) => expect(figuresSummary(incidents, 'week')).toBe(words));
});
