import type { ComparedFigure, ComparedQuery, Figure } from '@/lib/contracts/benchmark';
import { FIGURE_WORDS, FIGURES, ms, rate } from '@/lib/domain/benchmark-compare';

export type FigureCell = {
  figure: Figure;
  label: string;
  before: string;
  now: string;
  change: string;
  isRegression: boolean;
};

/** A query's figures as people read them: "12.3 ms", "+26 %". */
export function cellsOf(figures: NonNullable<ComparedQuery['figures']>): FigureCell[] {
  return FIGURES.map((figure) => {
    const { before, now, isRegression } = figures[figure];
    const words = (value: number) => (figure === 'perSecond' ? `${rate(value)}/s` : ms(value));
    const label = FIGURE_WORDS[figure];
    return {
      figure,
      label,
      before: words(before),
      now: words(now),
      change: changeWords(figures[figure]),
      isRegression,
    };
  });
}

function changeWords({ percent }: ComparedFigure): string {
  const rounded = Math.round(percent);
  return rounded === 0 ? '±0 %' : `${rounded > 0 ? '+' : '−'}${Math.abs(rounded)} %`;
}

/** How far a benchmark is: nothing is counted before the warm-up is over. Times in milliseconds. */
export function progressOf(
  { startedAt, warmUpMs, durationMs }: { startedAt: string | null; warmUpMs: number; durationMs: number },
  now: number,
): { share: number; phase: 'waiting' | 'warming up' | 'measuring' | 'finishing'; leftMs: number } {
  const total = warmUpMs + durationMs;
  if (!startedAt) return { share: 0, phase: 'waiting', leftMs: total };
  const passed = Math.max(0, now - Date.parse(startedAt));
  const phase = passed < warmUpMs ? 'warming up' : passed < total ? 'measuring' : 'finishing';
  return { share: Math.min(1, passed / total), phase, leftMs: Math.max(0, total - passed) };
}
