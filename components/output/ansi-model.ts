import Anser from 'anser';

export type Segment = {
  text: string;
  color: string | null;
  isBold: boolean;
  isDim: boolean;
  isItalic: boolean;
  isUnderlined: boolean;
};

/** A line longer than this is cut on screen, not in what is copied: nobody reads on, and the browser would stall. */
export const LONGEST_SHOWN = 4000;

/** The eight colours and their bright ones, each readable on the code background. Black is for light terminals: it becomes dim. */
const COLORS: Record<string, string> = {
  'ansi-black': 'var(--ansi-black)',
  'ansi-red': 'var(--ansi-red)',
  'ansi-green': 'var(--ansi-green)',
  'ansi-yellow': 'var(--ansi-yellow)',
  'ansi-blue': 'var(--ansi-blue)',
  'ansi-magenta': 'var(--ansi-magenta)',
  'ansi-cyan': 'var(--ansi-cyan)',
  'ansi-white': 'var(--ansi-white)',
};

/** Cuts a line into stretches of one look. The text itself stays text: it is never read as markup. */
export function parseAnsi(text: string): Segment[] {
  const shown = text.slice(0, LONGEST_SHOWN);
  return Anser.ansiToJson(shown, { json: true, remove_empty: true, use_classes: true }).map((entry) => ({
    text: entry.content,
    color: entry.fg ? colorOf(entry.fg, entry.fg_truecolor) : null,
    isBold: entry.decorations.includes('bold'),
    isDim: entry.decorations.includes('dim'),
    isItalic: entry.decorations.includes('italic'),
    isUnderlined: entry.decorations.includes('underline'),
  }));
}

function colorOf(name: string, trueColor: string): string | null {
  const basic = COLORS[name.replace('bright-', '')];
  if (basic) return basic;
  const [red, green, blue] = trueColor.split(',').map(Number);
  if (red === undefined || green === undefined || blue === undefined || [red, green, blue].some(Number.isNaN))
    return null;
  // Too dark for the background: the default is readable.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 90 ? null : `rgb(${red} ${green} ${blue})`;
}

/** Splits a stretch at every place where the words searched for stand. */
export function splitAtWords(text: string, words: string): { text: string; isMatch: boolean }[] {
  const needle = words.trim().toLowerCase();
  if (needle === '') return [{ text, isMatch: false }];
  const parts: { text: string; isMatch: boolean }[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), isMatch: false });
    parts.push({ text: text.slice(at, at + needle.length), isMatch: true });
    from = at + needle.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isMatch: false });
  return parts;
}
