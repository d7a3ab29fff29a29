import { HEALTH_STYLE, type HealthColour, type HealthDrawing, type HealthPart } from './health-drawing';
import { printable } from './pdf-text';

/** The light values of the tokens in `app/tokens.css`, for paper. A test compares them. */
export const PAPER = {
  ...{ text: '#181b1f', muted: '#585e66', faint: '#656b73', line: '#dbdee1', edge: '#81878d', accent: '#1d60bc' },
  ...{ critical: '#c21725', high: '#af4803', medium: '#866300', low: '#4d667f', drill: '#005a9d' },
  ...{ running: '#2466c3', ok: '#137738', fail: '#c21725', unknown: '#7a41af', waiting: '#945a00' },
} as const;

/** Beside the plot, for the scale. */
const GUTTER = 36;
type Style = { colour: HealthColour; width?: number; dash?: string; paperDash?: string; opacity?: number };
const styleOf = (part: HealthPart): Style => HEALTH_STYLE[part];
const ink = (colour: HealthColour) => (colour === 'neutral' ? PAPER.muted : PAPER[colour]);
const figure = (value: number) => String(Math.round(value * 100) / 100);

/** The drawing as one SVG text: no script, no style sheet and nothing from elsewhere. */
export function renderHealthSvg(drawing: HealthDrawing): string {
  const width = drawing.width + GUTTER + 4;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${figure(width)}" height="${figure(drawing.fullHeight)}" viewBox="${-GUTTER} 0 ${figure(width)} ${figure(drawing.fullHeight)}">`,
    ...drawing.lines.map(({ part, y }) =>
      stroked(`<line x1="0" x2="${figure(drawing.width)}" y1="${figure(y)}" y2="${figure(y)}"`, styleOf(part)),
    ),
    ...drawing.paths.filter(({ d }) => d !== '').map(({ part, d }) => curve(d, styleOf(part))),
    ...drawing.dots.map(
      ({ part, x, y, r }) =>
        `<circle cx="${figure(x)}" cy="${figure(y)}" r="${r}" fill="${ink(styleOf(part).colour)}"/>`,
    ),
    ...drawing.marks.map((mark) => renderMark(mark, drawing)),
    ...drawing.axis.map(({ part, y, words }) => label(-6, y + 3.5, 'end', ink(styleOf(part).colour), words)),
    '</svg>',
  ];
  return lines.join('');
}

function curve(d: string, style: Style): string {
  if (style.width !== undefined) return stroked(`<path d="${d}" fill="none" stroke-linejoin="round"`, style);
  return `<path d="${d}" fill="${ink(style.colour)}" fill-opacity="${style.opacity ?? 1}"/>`;
}

function stroked(opening: string, { colour, width = 1, dash, paperDash, opacity = 1 }: Style): string {
  const dashes = paperDash ?? dash;
  return `${opening} stroke="${ink(colour)}" stroke-width="${width}" stroke-opacity="${opacity}"${dashes ? ` stroke-dasharray="${dashes}"` : ''}/>`;
}

function renderMark({ x, top, tone, sign, text }: HealthDrawing['marks'][number], { height }: HealthDrawing): string {
  const style: Style = { colour: tone, width: 1.2, dash: '2 3' };
  const line = stroked(`<line x1="${figure(x)}" x2="${figure(x)}" y1="${figure(top)}" y2="${figure(height)}"`, style);
  const foot = `<path d="${sign}" transform="translate(${figure(x)} ${figure(height)})" fill="#ffffff" stroke="${ink(tone)}" stroke-width="1.6"/>`;
  return `${line}${foot}${text ? label(x, text.y, text.anchor, PAPER.muted, text.words) : ''}`;
}

function label(x: number, y: number, anchor: string, colour: string, words: string): string {
  return `<text x="${figure(x)}" y="${figure(y)}" text-anchor="${anchor}" font-family="Roboto" font-size="10" fill="${colour}">${escapeXml(printable(words))}</text>`;
}

/** Text as text in XML, in an attribute as well. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}
