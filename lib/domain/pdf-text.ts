import type { Content } from 'pdfmake/interfaces';
import { COLOUR, makeInert } from './terminal-text';

/**
 * What the fonts of a PDF have in each of their styles: Latin, Greek and Cyrillic with their signs. A test compares it
 * with the fonts' own tables.
 */
export const PRINTABLE =
  /[\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0192\u0218-\u021b\u02c6\u02c7\u02d8-\u02dd\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u0513\u1e80-\u1e85\u1ea0-\u1ef9\u2013-\u2015\u2017-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u2070\u2074-\u208e\u20a6-\u20ac\u20b9\u20ba\u20bd\u2105\u2113\u2116\u2122\u2126\u215b-\u215e\u2202\u2206\u220f\u2211\u2212\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u25ca\n]/u;

/** Signs that people write often and the fonts lack. */
const WRITTEN_AS: Record<string, string> = {
  '→': '->',
  '←': '<-',
  '⇒': '=>',
  '✓': '(ok)',
  '✔': '(ok)',
  '✗': '(failed)',
  '✘': '(failed)',
  '⟨': '‹',
  '⟩': '›',
  '‐': '-',
  '‑': '-',
  '\t': '  ',
  '\r': '',
};

/**
 * A text as a PDF can show it. Nothing of it acts, reorders or hides, as everywhere; a sign that the fonts lack stands as
 * its code point, since a missing one would say something else than was written.
 */
export function printable(text: string): string {
  return makeInert(text.replace(/\r\n/g, '\n').normalize('NFC'))
    .replace(COLOUR, '')
    .replace(/[\s\S]/gu, (sign) => (PRINTABLE.test(sign) ? sign : (WRITTEN_AS[sign] ?? spelled(sign))));
}

function spelled(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  // The pictures of control characters, which is how `makeInert` shows them.
  if (code >= 0x2400 && code < 0x2420) return `^${String.fromCharCode(code - 0x2400 + 64)}`;
  return `‹${code.toString(16)}›`;
}

/** A command, letter by letter of one width; what the typewriter font lacks is set in the other one. */
export function codeText(text: string): Content {
  const runs = printable(text).match(/[\u0020-\u007e\n]+|[^\u0020-\u007e\n]+/g) ?? [''];
  return {
    text: runs.map((run) => (/^[\u0020-\u007e\n]/.test(run) ? { text: run, font: 'Courier' } : { text: run })),
    fontSize: 8,
  };
}
