import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces';
import { PAPER } from './health-svg';
import { printable } from './pdf-text';

/**
 * A document as plain data, so that it can be handed to the thread that makes the file. `foot` stands at the bottom left of
 * every page, beside the number of the page.
 */
export type PdfDocument = { definition: TDocumentDefinitions; foot: string };

/** Over this many characters a row may be cut in two at the end of a page: kept whole it might not fit on any. */
const WHOLE_ROW = 1_200;
const HEADING: { fontSize: number; bold: boolean; margin: [number, number, number, number] } = {
  fontSize: 12,
  bold: true,
  margin: [0, 16, 0, 5],
};

/** The document around its content: A4, its language, and a date that is the report's own, so that the same report is the same file. */
export function pdfDocument(title: string, subject: string, at: string, foot: string, content: Content[]): PdfDocument {
  const made = new Date(at);
  return {
    foot: printable(foot),
    definition: {
      pageSize: 'A4',
      pageMargins: [42, 44, 42, 52],
      language: 'en',
      displayTitle: true,
      tagged: true,
      version: '1.7',
      info: {
        ...{ title: printable(title), subject: printable(subject), author: 'Rollback console' },
        ...{ creator: 'Rollback console', producer: 'Rollback console', creationDate: made, modDate: made },
      },
      defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.18, color: PAPER.text },
      content,
    },
  };
}

/** What a text is to somebody who hears the document; a paragraph where nothing is said (lib/server/reports/pdf-tags.mjs). */
export const tagged = (tag: 'H1' | 'H2' | 'H3'): Record<string, string> => ({ tag });

/** A heading of a section, which is also a bookmark. */
export function heading(words: string): Content {
  return { ...HEADING, ...tagged('H2'), text: printable(words), outline: true };
}

export const text = (words: string, style: Record<string, unknown> = {}): Content => ({
  text: printable(words),
  ...style,
});

/** Rows with a title over each column; a row is kept whole where it can be, and the titles come again on each page. */
export function rows(widths: (number | string)[], titles: string[], body: Content[][], chars = 0): Content {
  const head = titles.map((title) => ({
    ...{ text: title.toUpperCase(), fontSize: 7, bold: true, color: PAPER.faint },
  }));
  return {
    layout: 'lines',
    table: {
      widths,
      headerRows: titles.length > 0 ? 1 : 0,
      keepWithHeaderRows: titles.length > 0 ? 1 : 0,
      dontBreakRows: chars <= WHOLE_ROW,
      body: [...(titles.length > 0 ? [head as TableCell[]] : []), ...(body as TableCell[][])],
    },
  };
}

/** A section of terms and what is known of each. The heading is kept with the first of them. */
export function facts(title: string, list: readonly { term: string; words: string; isOpen?: boolean }[]): Content[] {
  const table = (some: typeof list): Content =>
    rows(
      [122, '*'],
      [],
      some.map(({ term, words, isOpen }) => [
        text(term, { color: PAPER.muted }),
        text(words, isOpen ? { color: PAPER.faint, italics: true } : {}),
      ]),
      some.reduce((longest, { words }) => Math.max(longest, words.length), 0),
    );
  const [first, ...rest] = list;
  if (!first) return [heading(title)];
  if (first.words.length > WHOLE_ROW) return [heading(title), table(list)];
  return [{ unbreakable: true, stack: [heading(title), table([first])] }, ...(rest.length > 0 ? [table(rest)] : [])];
}

/** A section whose heading is not left alone at the end of a page: it is the first row of its table. */
export function headed(title: string, first: Content, rest: Content[]): Content[] {
  return [{ unbreakable: true, stack: [heading(title), first] }, ...rest];
}

/** How times read for one zone: "14:02:09", "22 November 2026", "CET". */
export function timesIn(zone: string): {
  clock: (iso: string) => string;
  day: (iso: string) => string;
  zone: (iso: string) => string;
} {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
  const clock = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = format({ day: 'numeric', month: 'long', year: 'numeric' });
  const named = format({ hour: '2-digit', timeZoneName: 'short' });
  return {
    clock: (iso) => clock.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    zone: (iso) => named.formatToParts(new Date(iso)).find((part) => part.type === 'timeZoneName')?.value ?? zone,
  };
}
