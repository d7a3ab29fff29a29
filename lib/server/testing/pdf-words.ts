import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF as a reader would copy it, by the file's own tables from glyph to letter: what is not in them is not
 * found. It reads what pdfkit writes, and is no reader of PDFs in general.
 */
export function wordsOfPdf(file: Uint8Array): string {
  const objects = readObjects(Buffer.from(file));
  const fonts = new Map<string, Letters>();
  for (const { head } of objects.values()) {
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '')?.[1];
      fonts.set(name, table ? readLetters(objects.get(table)?.stream ?? '') : { size: 2, of: latin });
    }
  }
  const pages = [...objects.values()].filter(({ stream }) => / T[fJ]\b/.test(stream));
  return pages.map(({ stream }) => readPage(stream, fonts)).join('\n');
}

type Letters = { size: number; of: (code: number) => string };
type PdfObject = { head: string; stream: string };
const latin = (code: number) => new TextDecoder('windows-1252').decode(Uint8Array.of(code));

function readObjects(file: Buffer): Map<string, PdfObject> {
  const text = file.toString('latin1');
  const found = new Map<string, PdfObject>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = match.index + match[0].length;
    const end = text.indexOf('endobj', start);
    const body = text.slice(start, end);
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const bytes = file.subarray(start + at + 7, start + at + 7 + length);
    const isPacked = head.includes('/FlateDecode') && !head.includes('/Subtype /Image');
    const stream = at < 0 ? '' : (isPacked ? inflateSync(bytes) : bytes).toString('latin1');
    found.set(match[1] ?? '', { head, stream });
  }
  return found;
}

/** A ToUnicode table: lists of what stands for each glyph from a first one on. */
function readLetters(table: string): Letters {
  const letters = new Map<number, string>();
  for (const [, first = '0', list = ''] of table.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi))
    for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]+)>/gi)].entries())
      letters.set(
        Number.parseInt(first, 16) + index,
        Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
      );
  return { size: 4, of: (code) => letters.get(code) ?? '\ufffd' };
}

function readPage(stream: string, fonts: Map<string, Letters>): string {
  let letters: Letters = { size: 2, of: latin };
  const lines: string[] = [];
  for (const [, font, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font) letters = fonts.get(font) ?? letters;
    else {
      const hex = [...(shown ?? '').matchAll(/<([0-9a-f]*)>/gi)].map(([, part]) => part).join('');
      const codes = hex.match(new RegExp(`.{${letters.size}}`, 'g')) ?? [];
      lines.push(codes.map((code) => letters.of(Number.parseInt(code, 16))).join(''));
    }
  }
  return lines.join('');
}
