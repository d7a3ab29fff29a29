import { area, line } from 'd3-shape';
import { describe, expect, it } from 'vitest';
import type { HealthMark, HealthPoint, HealthSeries } from '@/lib/contracts/health-view';
import { drawHealth, type HealthSize, scaleHealth, splitAtSilences } from './health-drawing';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 14, 0, seconds)).toISOString();
const point = (seconds: number, errorRatePercent = 1, p95Ms = 200) => ({
  at: at(seconds),
  errorRatePercent,
  p95Ms,
  calls: 10,
});
const series = (points: HealthSeries['points']): HealthSeries => ({ from: at(0), to: at(100), bucketMs: 5000, points });
const mark = (seconds: number, kind: HealthMark['kind'] = 'change', label = 'step done'): HealthMark => ({
  ...{ id: `${kind}-${seconds}`, at: at(seconds), kind, label, tone: 'ok', what: '', by: '' },
});
const SIZE: HealthSize = { width: 1000, height: 80, labelRows: 2, labelWidth: 600 };
const draw = (points: HealthSeries['points'], marks: HealthMark[] = []) => drawHealth(series(points), marks, 210, SIZE);
const labels = (marks: HealthMark[]) => draw([], marks).marks.map(({ id, text }) => [id, text?.y ?? null]);

describe('the drawing of health', () => {
  it('breaks the line where the probe was silent', () =>
    expect(splitAtSilences(series([point(0), point(5), point(60), point(65)])).map((run) => run.length)).toEqual([
      2, 2,
    ]));

  it('draws a lone point as two dots and nothing at all for no points', () => {
    const lone = draw([point(50, 90)]);
    expect(lone.paths.map(({ d }) => d)).toEqual(['', '', '']);
    expect(lone.dots.map(({ part, x }) => [part, x])).toEqual([
      ['latency', 500],
      ['error', 500],
    ]);
    expect(draw([]).dots).toEqual([]);
  });

  it('draws from point to point as d3 does, with the area closed along the base', () => {
    const points = [0, 5, 10, 15].map((seconds) => point(seconds, (seconds * 100) / 7));
    const scales = scaleHealth(series(points), 210, SIZE);
    const x = ({ at: time }: HealthPoint) => scales.x(time);
    const y = ({ errorRatePercent }: HealthPoint) => scales.error(errorRatePercent);
    const byPart = Object.fromEntries(draw(points).paths.map(({ part, d }) => [part, d]));
    expect(byPart.error).toBe(line<HealthPoint>().x(x).y(y)(points));
    expect(byPart['error-area']).toBe(area<HealthPoint>().x(x).y0(SIZE.height).y1(y)(points));
  });

  it('keeps error rate on 0 to 100 whatever latency does, and every figure inside the plot', () => {
    const scales = scaleHealth(series([point(0, 50, 9000)]), 210, { width: 1000, height: 104 });
    expect(scales.error(0)).toBe(104);
    expect(scales.error(100)).toBe(4);
    expect(scales.latency(9000)).toBeGreaterThan(4);
  });

  it('staggers labels that would touch, and leaves out the older one when no row is free', () =>
    expect(labels([10, 11, 12].map((seconds) => mark(seconds)))).toEqual([
      ['change-10', null],
      ['change-11', 110],
      ['change-12', 95],
    ]));

  it('lets a message have a label only where what changed something leaves room', () => {
    const drawn = draw([], [mark(10), mark(11), mark(12, 'message', 'told')]).marks;
    expect(drawn.map(({ text }) => text?.y ?? null)).toEqual([110, 95, null]);
    expect(drawn[2]?.top).toBeGreaterThan(drawn[0]?.top ?? 0);
    expect(new Set(drawn.map(({ sign }) => sign)).size).toBe(2);
  });

  it('anchors labels at the edges inward, and leaves out marks that lie outside', () =>
    expect(
      draw(
        [],
        [0, 50, 100, 900].map((seconds) => mark(seconds)),
      ).marks.map(({ text }) => text?.anchor),
    ).toEqual(['start', 'middle', 'end']));

  it('is the same for the same figures at any width but for its x', () => {
    const wide = drawHealth(series([point(0), point(5, 90)]), [mark(50)], 210, SIZE);
    const narrow = drawHealth(series([point(0), point(5, 90)]), [mark(50)], 210, { ...SIZE, width: 500 });
    expect(narrow.marks.map(({ x, text }) => [x * 2, text])).toEqual(wide.marks.map(({ x, text }) => [x, text]));
    expect(narrow.lines).toEqual(wide.lines);
  });
});
