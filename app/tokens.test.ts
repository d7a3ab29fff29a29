import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blend, type Color, formatHex, parse, wcagContrast } from 'culori';
import { describe, expect, it } from 'vitest';
import { PAGE_COLOURS } from './page-colours';

const CSS = readFileSync('app/tokens.css', 'utf8');
const MODES = ['light', 'dark'] as const;
type Mode = (typeof MODES)[number];

/** Every colour of the file as it is by day or by night; shadows are drawn, and nothing stands on them. */
const TOKENS = new Map(
  [...CSS.matchAll(/^ {2}--([a-z0-9-]+): ((?:light-dark|oklch)\(.*\));$/gm)].map(([, name, value]) => [
    name as string,
    value as string,
  ]),
);

function colour(name: string, mode: Mode): Color {
  const value = TOKENS.get(name);
  if (!value) throw new Error(`no token --${name}`);
  const both = /^light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)$/.exec(value);
  const found = parse(both ? (both[mode === 'light' ? 1 : 2] as string) : value);
  if (!found) throw new Error(`--${name} is no colour: ${value}`);
  return found;
}

/** `fail/6 on surface`: six percent of one colour laid over another, as Tailwind's `bg-fail/6` does. */
function ground(words: string, mode: Mode): Color {
  const [over, under] = words.split(' on ') as [string, string | undefined];
  const [name, percent] = over.split('/') as [string, string | undefined];
  if (name === 'hatched') return blend([colour('drill', mode), { mode: 'rgb', r: 0, g: 0, b: 0, alpha: 0.16 }]);
  if (!under) return colour(name, mode);
  return blend([ground(under, mode), { ...colour(name, mode), alpha: Number(percent) / 100 }]);
}

const PAGE = ['bg', 'surface', 'sunken'];
const WORDS = [
  ...['text', 'muted', 'faint', 'accent'],
  ...['critical', 'high', 'medium', 'low'],
  ...['running', 'ok', 'fail', 'unknown', 'waiting', 'idle'],
  ...['production-text', 'staging-text', 'drill-text'],
];
const SOLID = ['critical', 'high', 'medium', 'low', 'running', 'ok', 'fail', 'unknown', 'waiting', 'idle'];
const TINTED = ['ok/6', 'waiting/7', 'fail/6', 'critical/8'].flatMap((tint) =>
  PAGE.map((under) => `${tint} on ${under}`),
);
const TERMINAL = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'].map((name) => `ansi-${name}`);

type Pair = { ink: string; on: string };
const pairs = (inks: string[], grounds: string[]): Pair[] => inks.flatMap((ink) => grounds.map((on) => ({ ink, on })));

/** What is read, on all that it is read on: 4.5 to 1. */
const READ: Pair[] = [
  ...pairs(WORDS, [...PAGE, 'accent-soft']),
  ...pairs(['text', 'muted'], TINTED),
  ...['ok', 'waiting', 'fail', 'critical'].flatMap((tone) =>
    pairs(
      [tone],
      TINTED.filter((tint) => tint.startsWith(`${tone}/`)),
    ),
  ),
  ...pairs(['accent-ink'], ['accent', 'accent-hover', 'critical']),
  ...pairs(['surface'], SOLID),
  ...pairs(['frame-ink'], ['production', 'drill', 'hatched']),
  ...pairs(['staging-ink'], ['staging']),
  ...pairs(['code', 'code-dim', 'code-hi', 'code-fail', ...TERMINAL], ['code-bg']),
  ...pairs(['code', 'code-hi'], ['code/15 on code-bg']),
  ...pairs(['code-ink'], ['code', 'code-hi']),
];
/** What is seen, not read, and says something: the edge of a field, the ring around what has the focus, a line of a chart. */
const SEEN: Pair[] = [
  ...pairs(['edge', 'accent', 'running', 'ok', 'fail', 'waiting', 'critical', 'unknown', 'idle'], PAGE),
  ...pairs(['accent'], ['accent-soft']),
  ...pairs(['code/45 on code-bg'], ['code-bg']),
];
/** Colours that nothing is read on or by: hair lines between what space keeps apart, what lies under a dialog, soft shadows. */
const DECORATION = ['line', 'scrim', 'shade-1', 'shade-2'];

const contrast = (ink: string, on: string, mode: Mode) => wcagContrast(ground(ink, mode), ground(on, mode));

describe('the colours', () => {
  for (const mode of MODES) {
    it(`can be read wherever they are used, ${mode}`, () => {
      const weak = READ.filter(({ ink, on }) => contrast(ink, on, mode) < 4.5);
      expect(weak.map(({ ink, on }) => `${ink} on ${on}: ${contrast(ink, on, mode).toFixed(2)}`)).toEqual([]);
    });
    it(`of edges, rings and charts can be told from what is behind them, ${mode}`, () => {
      const weak = SEEN.filter(({ ink, on }) => contrast(ink, on, mode) < 3);
      expect(weak.map(({ ink, on }) => `${ink} on ${on}: ${contrast(ink, on, mode).toFixed(2)}`)).toEqual([]);
    });
    it(`around the page, in the browser's own frame, are the page's, ${mode}`, () => {
      expect(PAGE_COLOURS[mode]).toBe(formatHex(colour('bg', mode)));
    });
  }

  it('are all of them looked at here', () => {
    const named = new Set(
      [...READ, ...SEEN].flatMap(({ ink, on }) => `${ink} ${on}`.split(/ on | /)).map((one) => one.split('/')[0]),
    );
    const left = [...TOKENS.keys()].filter((name) => !named.has(name) && !DECORATION.includes(name));
    expect(left).toEqual([]);
  });
});

/** Sizes that no token names, each with its reason. */
const ODD_SIZES: Record<string, string> = {
  'text-[0.92em]': 'code beside words is drawn a little smaller than they are, whatever they are',
};
/** Where a colour is written out, and why no token can stand there. */
const OWN_COLOURS: Record<string, string> = {
  'app/page-colours.ts': 'the browser’s own frame and the manifest read no variables; the test above compares it',
  'components/output/ansi-model.ts': 'a colour that the program itself asked for, with its own figures',
};

describe('tokens.css', () => {
  const files = ['app', 'components']
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, String(file))))
    .filter((file) => /\.(tsx?|css)$/.test(file) && !/\.test\.tsx?$|tokens\.css$/.test(file));
  const findAll = (pattern: RegExp) =>
    files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(pattern)].map(([found]) => `${file}: ${found}`));

  it('is the only file that names a colour', () => {
    const raw = [
      ...findAll(/(?<![&\w/])#(?:[0-9a-f]{6}|[0-9a-f]{3})\b/gi),
      ...findAll(/\b(?:oklch|oklab|rgba?|hsla?)\((?!from)/g),
      ...findAll(
        /\b(?:bg|text|border|fill|stroke|ring|outline)-(?:white|black|(?:red|gr[ae]y|slate|blue|green)-\d+)\b/g,
      ),
    ].filter((one) => !Object.keys(OWN_COLOURS).includes(one.split(': ')[0] as string));
    expect(raw).toEqual([]);
  });
  it('names every size of type', () => {
    const odd = findAll(/\btext-\[[\d.]+[a-z]+\]/g).filter((one) => !((one.split(': ')[1] as string) in ODD_SIZES));
    expect(odd).toEqual([]);
  });
  it('names every width that is read in', () => {
    const named = [...CSS.matchAll(/--container-[a-z]+: ([\d.]+rem)/g)].map(([, size]) => `max-w-[${size}]`);
    expect(named.length).toBeGreaterThan(0);
    expect(findAll(/\bmax-w-\[[\d.]+rem\]/g).filter((one) => named.includes(one.split(': ')[1] as string))).toEqual([]);
  });
});
