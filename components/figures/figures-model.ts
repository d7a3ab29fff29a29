import { scaleLinear, scaleUtc } from 'd3-scale';
import { line } from 'd3-shape';
import type { FiguresBucket, FiguresFilter, Measure, MeasuredIncident } from '@/lib/contracts/figures-view';
import { durationWords } from '@/lib/domain/words';
import { SEVERITY_ORDER } from '../lists/filter-model';

const PLACE = '/reports/figures';

/** The filter as the address has it: whatever is not one of its words asks for nothing. */
export function figuresFilterOf(query: URLSearchParams): FiguresFilter {
  return {
    by: query.get('by') === 'week' ? 'week' : 'month',
    severity: SEVERITY_ORDER.find((severity) => severity === query.get('severity')) ?? '',
    target: query.get('target') ?? '',
    procedure: query.get('procedure') ?? '',
  };
}

export function addressOfFigures(filter: FiguresFilter): string {
  const kept = Object.entries(filter).filter(([key, value]) => value !== '' && !(key === 'by' && value === 'month'));
  return kept.length > 0 ? `${PLACE}?${new URLSearchParams(kept)}` : PLACE;
}

export const timeWords = (ms: number | null): string => (ms === null ? '–' : durationWords(ms));

export type Dot = MeasuredIncident & { x: number; y: number };
export type Plot = { dots: Dot[]; median: string; ticks: { y: number; words: string }[]; isCapped: boolean };
export type Box = { width: number; height: number; left: number; right: number; top: number; bottom: number };

/** So much of the picture as most need: one that took a day must not press all others to the floor. */
const SHOWN_SHARE = 0.95;

/** Places each incident and the line of medians, through the middle of each month or week. */
export function plotFigures(
  measure: Measure,
  { dots, buckets, from, to }: { dots: MeasuredIncident[]; buckets: FiguresBucket[]; from: string; to: string },
  box: Box,
): Plot {
  const known = dots.filter((dot) => dot[measure] !== null);
  const values = known.map((dot) => dot[measure] as number).sort((a, b) => a - b);
  const top = Math.max(60_000, values[Math.min(values.length - 1, Math.floor(values.length * SHOWN_SHARE))] ?? 0);
  const x = scaleUtc([Date.parse(from), Date.parse(to)], [box.left, Math.max(box.left + 1, box.width - box.right)]);
  const y = scaleLinear([0, top * 1.1], [box.height - box.bottom, box.top]).clamp(true);
  const step = (Date.parse(to) - Date.parse(from)) / buckets.length;
  const medians = buckets.flatMap(({ measures }, at): [number, number][] => {
    const { medianMs } = measures[measure].incidents;
    return medianMs === null ? [] : [[x(Date.parse(from) + step * (at + 0.5)), y(medianMs)]];
  });
  return {
    dots: known.map((dot) => ({ ...dot, x: x(Date.parse(dot.declaredAt)), y: y(dot[measure] as number) })),
    median: line()(medians) ?? '',
    ticks: [0, top / 2, top].map((value) => ({ y: y(value), words: value === 0 ? '0' : durationWords(value) })),
    isCapped: (values.at(-1) ?? 0) > top * 1.1,
  };
}
