import { clearLine, cursorTo } from 'node:readline';
import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';
/** A piece of a line: plain, or in a style. Styles only help to find things; the words say everything. */
export type Span = string | readonly [style: Style, text: string];

export type Stream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
type Looks = { hasColours: boolean; isLive: boolean };

/** Colours and a moving line are for a terminal, never for a pipe or a file, and colours for nobody who wants none. */
export function looksOf(stream: Stream, environment: Record<string, string | undefined>): Looks {
  const isTerminal = stream.isTTY === true && environment.TERM !== 'dumb';
  return { hasColours: isTerminal && !environment.NO_COLOR, isLive: isTerminal };
}

/**
 * What a terminal must not obey: names, output and messages come from anywhere, escape codes move cursors, and direction
 * marks make a line read as another.
 */
export function toPlainText(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\t\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '');
}

/** Writes lines, and under them at most one that changes while something is waited for. */
export class Screen {
  private live = '';

  constructor(
    private readonly stream: Stream,
    private readonly looks: Looks,
    /** With --json nothing but the one document is written. */
    private readonly isMuted: boolean,
  ) {}

  get isLive(): boolean {
    return this.looks.isLive && !this.isMuted;
  }

  line(...spans: Span[]): void {
    if (this.isMuted) return;
    const live = this.live;
    this.clear();
    this.stream.write(`${spans.map((span) => this.render(span)).join('')}\n`);
    if (live) this.draw(live);
  }

  heading(text: string): void {
    this.line();
    this.line(['bold', text]);
  }

  /** Text of several lines, each with the same beginning. */
  block(text: string, indent = '    ', style?: Style): void {
    for (const line of text.replace(/\n+$/, '').split('\n')) this.line(indent, style ? [style, line] : line);
  }

  /** As it is: for a document that somebody saves or reads on. */
  raw(text: string): void {
    this.clear();
    this.stream.write(this.stream.isTTY ? toPlainText(text) : text);
  }

  /** The moving line; nothing where nobody watches. */
  progress(text: string): void {
    if (!this.isLive) return;
    this.clear();
    this.draw(text);
  }

  clear(): void {
    if (!this.live) return;
    this.live = '';
    clearLine(this.stream, 0);
    cursorTo(this.stream, 0);
  }

  private draw(text: string): void {
    const width = (this.stream.columns || 80) - 1;
    this.live = toPlainText(text).replaceAll('\n', ' ').slice(0, width);
    this.stream.write(this.live);
  }

  private render(span: Span): string {
    const [style, text] = typeof span === 'string' ? [undefined, span] : span;
    const plain = toPlainText(text);
    return style && this.looks.hasColours ? styleText(style, plain, { validateStream: false }) : plain;
  }
}

/** Columns as wide as their widest cell; the last one as long as it likes. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const pad = (row: readonly string[]) =>
    row.map((cell, at) => (at < row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell));
  return rows.map((row) => pad(row).join('  ').trimEnd());
}
