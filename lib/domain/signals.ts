import type { SignalKind } from '@/lib/contracts/runbook';

/** The facts that an engineer may report, with the question that each card asks. Percent where the matrix has a figure. */
export const SIGNALS: Record<
  SignalKind,
  { title: string; question: string; unit: 'percent' | null; words: (value: number | null) => string }
> = {
  error_rate: {
    title: 'API calls fail',
    question: 'What share of calls fails?',
    unit: 'percent',
    words: (v) => (v === null ? 'API calls fail, how many is not known' : `${formatPercent(v)} of API calls fail`),
  },
  slowdown: {
    title: 'It is slow',
    question: 'How much slower than usual?',
    unit: 'percent',
    words: (v) =>
      v === null ? 'performance degraded, by how much is not known' : `performance is degraded by ${formatPercent(v)}`,
  },
  data_corruption: {
    title: 'Data is corrupted',
    question: 'Rows are wrong, missing or unreadable.',
    unit: null,
    words: () => 'data is corrupted',
  },
  feature_failing: {
    title: 'One feature fails',
    question: 'One thing does not work; the rest does.',
    unit: null,
    words: () => 'a single feature fails',
  },
  minor_slowness: {
    title: 'Slightly slow',
    question: 'Noticeable, but nobody is stopped.',
    unit: null,
    words: () => 'performance is slightly worse',
  },
};
export const SIGNAL_ORDER: readonly SignalKind[] = [
  'error_rate',
  'slowdown',
  'data_corruption',
  'feature_failing',
  'minor_slowness',
];

/** 93.8 % — one decimal below 100, none above. */
export function formatPercent(value: number): string {
  const digits = value >= 99.95 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} %`;
}
