import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runbookSchema, type SignalKind } from '@/lib/contracts/runbook';
import {
  type AssessedSignal,
  assess,
  compareSeverity,
  rankProcedures,
  respondBy,
  rowOf,
  SEVERITY_ORDER,
} from './assessment';
import { procedure } from './testing/fixtures';

/** The matrix that ships, so that what is tested here is what people get. */
const yaml = readFileSync(new URL('../../runbooks/replyx/runbook.yaml', import.meta.url), 'utf8');
const { matrix } = runbookSchema.parse(parse(yaml));
const one = (kind: SignalKind, value: number | null = null): AssessedSignal[] => [{ kind, value }];

describe('severity', () => {
  it.each<[kind: SignalKind, value: number | null, severity: string]>([
    ['error_rate', 100, 'critical'],
    ['error_rate', 90.1, 'critical'],
    ['error_rate', 90, 'medium'],
    ['error_rate', 89.9, 'medium'],
    ['slowdown', 1_000_000, 'high'],
    ['slowdown', 301, 'high'],
    ['slowdown', 300.01, 'high'],
    ['slowdown', 300, 'low'],
    ['slowdown', 299, 'low'],
    ['data_corruption', null, 'critical'],
    ['data_corruption', 0, 'critical'],
    ['feature_failing', null, 'medium'],
    ['minor_slowness', null, 'low'],
  ])('of %s at %s is %s', (kind, value, severity) => {
    expect(assess(one(kind, value), matrix).severity).toBe(severity);
  });

  it('counts an unknown share of failing calls as critical, and says so', () => {
    const { severity, decidingSentence } = assess(one('error_rate'), matrix);
    expect(severity).toBe('critical');
    expect(decidingSentence).toContain('an unknown figure counts as over 90 %');
  });

  it('counts an unknown slowdown as the worst that a slowdown can be', () => {
    expect(assess(one('slowdown'), matrix).severity).toBe('high');
  });

  it('is critical where nothing is known at all', () => {
    expect(assess([], matrix)).toMatchObject({ severity: 'critical', respondMinutes: { from: 0, to: 5 }, reasons: [] });
  });

  it('is decided by the most severe signal, whatever the order they came in', () => {
    const signals: AssessedSignal[] = [
      { kind: 'minor_slowness', value: null },
      { kind: 'data_corruption', value: null },
      { kind: 'slowdown', value: 400 },
    ];
    for (const given of [signals, [...signals].reverse()]) {
      const assessment = assess(given, matrix);
      expect(assessment.severity).toBe('critical');
      expect(assessment.reasons.map((r) => r.severity)).toEqual(['critical', 'high', 'low']);
      expect(assessment.decidingSentence).toBe(assessment.reasons[0]?.sentence);
    }
  });

  it('is not raised by many small things', () => {
    const signals = Array.from({ length: 10 }, () => one('minor_slowness')).flat();
    expect(assess(signals, matrix).severity).toBe('low');
  });

  it('is told with the figure that was seen', () => {
    expect(assess(one('error_rate', 93.8), matrix).decidingSentence).toBe(
      '93.8 % of API calls fail: over 90 % counts as critical.',
    );
    expect(assess(one('slowdown', 120), matrix).decidingSentence).toContain('below the thresholds');
  });

  it('does not change what it was given', () => {
    const signals = Object.freeze([...one('minor_slowness'), ...one('data_corruption')]);
    expect(() => assess(signals, matrix)).not.toThrow();
  });
});

describe('the clock', () => {
  const declaredAt = new Date('2025-08-25T10:00:00.000Z');
  it.each([
    ['data_corruption', '2025-08-25T10:05:00.000Z'],
    ['feature_failing', '2025-08-25T11:00:00.000Z'],
  ] as const)('for %s runs out at %s', (kind, at) => {
    expect(respondBy(assess(one(kind), matrix), declaredAt)?.toISOString()).toBe(at);
  });

  it('does not run for what waits for the next maintenance window', () => {
    expect(respondBy(assess(one('minor_slowness'), matrix), declaredAt)).toBeNull();
  });
});

it('orders severities from the worst down', () => {
  const shuffled = [...SEVERITY_ORDER].reverse().sort(compareSeverity);
  expect(shuffled).toEqual(['critical', 'high', 'medium', 'low']);
});

it('does not guess where a matrix lacks a row', () => {
  expect(() => rowOf(matrix.slice(1), 'critical')).toThrow('no row for critical');
});

describe('procedures', () => {
  const fits = (signal: SignalKind, rank: number) => [{ signal, rank, because: `${signal} ${rank}` }];
  const slow = procedure({ key: '1.4', fits: fits('error_rate', 1), estimateMinutes: { from: 30, to: 60 } });
  const quick = procedure({ key: '1.1', fits: fits('error_rate', 1), estimateMinutes: { from: 2, to: 5 } });
  const second = procedure({ key: '1.2', fits: fits('error_rate', 2), estimateMinutes: { from: 1, to: 2 } });
  const other = procedure({ key: '4.1', fits: fits('slowdown', 1), estimateMinutes: { from: 1, to: 1 } });

  it('come by rank, then by the shorter estimate, and those that do not fit come last', () => {
    const ranked = rankProcedures(one('error_rate'), [other, slow, second, quick]);
    expect(ranked.map((fit) => fit.procedure.key)).toEqual(['1.1', '1.4', '1.2', '4.1']);
    expect(ranked.at(-1)?.because).toContain('Not the usual answer');
  });

  it('are never left out, and tell why they fit by their best reason', () => {
    const both = procedure({ fits: [...fits('slowdown', 3), ...fits('error_rate', 1)] });
    const [best] = rankProcedures([...one('slowdown'), ...one('error_rate')], [both]);
    expect(best).toMatchObject({ rank: 1, because: 'error_rate 1' });
    expect(rankProcedures([], [both, other])).toHaveLength(2);
  });
});
