import type { OutputChunk } from '@/lib/contracts/views';

export type OutputLine = {
  /** Stable while output grows: chunk number and line within it. */
  key: string;
  at: string;
  stream: OutputChunk['stream'];
  /** With colour codes only; everything else that could act on a terminal is already inert. */
  text: string;
};

const ESC = '\u001b';
/** OSC, DCS, SOS, PM and APC strings, ended by BEL or ST; an unended one runs to the end of its chunk's line. */
const STRING_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const CONTROL_SEQUENCE = /(?:\u001b\[|\u009b)([0-9:;<=>?]*)[ -/]*([@-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const OTHER_ESCAPE = /\u001b(?!\[[0-9;]*m)[ -/]*[0-~]?/g;
/** What is left of C0 and C1, but tab, newline and the escapes kept for colour. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const CONTROL = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;
/** Characters that reorder or hide what is around them. */
const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : `⟨${code.toString(16).padStart(2, '0')}⟩`;
}

/** Keeps colours, drops whatever else moves a cursor, sets a title or links somewhere, and shows stray control characters. */
export function makeInert(text: string): string {
  return text
    .replace(STRING_SEQUENCE, '')
    .replace(CONTROL_SEQUENCE, (_whole, parameters: string, final: string) =>
      final === 'm' && /^[0-9;]*$/.test(parameters) ? `${ESC}[${parameters}m` : '',
    )
    .replace(OTHER_ESCAPE, '')
    .replace(CONTROL, picture)
    .replace(BIDI, (character) => `⟨${character.codePointAt(0)?.toString(16)}⟩`);
}

/** A carriage return starts the line over, as progress bars mean it; the last state that has words is kept. */
function afterCarriageReturn(text: string): string {
  const states = text.replace(/\r+$/, '').split('\r');
  return states.findLast((state) => state !== '') ?? '';
}

/** The only sequences that `makeInert` leaves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
const COLOUR = /\u001b\[[0-9;]*m/g;
const RESETS = new Set([`${ESC}[m`, `${ESC}[0m`]);

type OpenLine = { line: OutputLine; raw: string };

/**
 * Turns chunks into lines. A stream's chunk may end inside a line, so each stream keeps its open line until the rest
 * comes; a note (a gap, a mark of the console itself) always stands alone.
 */
export function buildLines(chunks: readonly OutputChunk[]): OutputLine[] {
  const lines: OutputLine[] = [];
  const open: Partial<Record<OutputChunk['stream'], OpenLine>> = {};
  const colour: Partial<Record<OutputChunk['stream'], string>> = {};
  const close = (stream: OutputChunk['stream'], one: OpenLine) => {
    const text = makeInert(afterCarriageReturn(one.raw));
    one.line.text = `${colour[stream] ?? ''}${text}`;
    colour[stream] = colourAfter(one.line.text);
  };
  for (const chunk of chunks) {
    for (const [index, piece] of pieces(chunk).entries()) {
      const unfinished: OpenLine = open[chunk.stream] ?? {
        line: { key: `${chunk.seq}.${index}`, at: chunk.at, stream: chunk.stream, text: '' },
        raw: '',
      };
      if (!open[chunk.stream]) lines.push(unfinished.line);
      unfinished.raw += piece.text;
      open[chunk.stream] = piece.isEnded ? undefined : unfinished;
      if (piece.isEnded) close(chunk.stream, unfinished);
    }
  }
  for (const stream of ['stdout', 'stderr', 'note'] as const) if (open[stream]) close(stream, open[stream]);
  return lines;
}

function pieces(chunk: OutputChunk): { text: string; isEnded: boolean }[] {
  const parts = chunk.text.split('\n');
  const isNote = chunk.stream === 'note';
  const all = parts.map((text, index) => ({ text, isEnded: isNote || index < parts.length - 1 }));
  return all.at(-1)?.text === '' ? all.slice(0, -1) : all;
}

/** The colours still switched on at the end of a line, so that the next one begins with them. */
function colourAfter(text: string): string {
  let active = '';
  for (const [code] of text.matchAll(COLOUR)) active = RESETS.has(code) ? '' : `${active}${code}`.slice(-64);
  return active.startsWith(ESC) ? active : active.slice(Math.max(0, active.indexOf(ESC)));
}

const encoder = new TextEncoder();

/** The size as the store counts it: UTF-8, notes included. */
export function byteLength(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + encoder.encode(chunk.text).length, 0);
}

/** A line as words alone: for searching and copying. */
export function plainText(line: OutputLine): string {
  return line.text.replace(COLOUR, '');
}

/** Everything, as it would be pasted into a ticket. */
export function copyText(lines: readonly OutputLine[]): string {
  return lines
    .map(
      (line) =>
        `${line.at} ${line.stream === 'stdout' ? ' ' : line.stream === 'stderr' ? '!' : '#'} ${plainText(line)}`,
    )
    .join('\n');
}

/** The numbers of the lines that hold the words, whatever their case. */
export function findMatches(lines: readonly OutputLine[], words: string): number[] {
  const needle = words.trim().toLowerCase();
  if (needle === '') return [];
  return lines.flatMap((line, index) => (plainText(line).toLowerCase().includes(needle) ? [index] : []));
}
