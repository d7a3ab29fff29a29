import { readFileSync } from 'node:fs';
import { formatHex, parse } from 'culori';
import { expect, it } from 'vitest';
import { drawHealth } from './health-drawing';
import { PAPER, renderHealthSvg } from './health-svg';

it.each(Object.entries(PAPER))('%s on paper is the light value of the screen’s token', (name, hex) => {
  const css = readFileSync('app/tokens.css', 'utf8');
  const token = new RegExp(`--${name}: light-dark\\((oklch\\([^)]*\\))`).exec(css)?.[1] ?? '';
  expect(formatHex(parse(token))).toBe(hex);
});

it('the drawing as SVG tells its lines apart without colour, and keeps a label text', () => {
  const at = (minute: number) => `2025-08-25T10:0${minute}:00.000Z`;
  const points = [0, 1].map((minute) => ({ at: at(minute), errorRatePercent: 50, p95Ms: 200, calls: 1 }));
  const mark = { id: 'm', at: at(1), kind: 'change', label: `<b>"&'`, tone: 'ok', what: '', by: '' } as const;
  const series = { from: at(0), to: at(2), bucketMs: 60_000, points };
  const svg = renderHealthSvg(
    drawHealth(series, [mark], 100, { width: 400, height: 80, labelRows: 2, labelWidth: 400 }),
  );
  const curves = svg.match(/<path [^>]*fill="none"[^>]*>/g) ?? [];
  expect(curves).toHaveLength(2);
  expect(curves.filter((curve) => curve.includes('stroke-dasharray'))).toHaveLength(1);
  expect(svg).toContain('>&#60;b&#62;&#34;&#38;&#39;</text>');
});
