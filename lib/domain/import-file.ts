import { AppError } from './errors';

/** First bytes of what holds other files, or is none that a person reads. */
const ARCHIVES: readonly { words: string; at: number; bytes: readonly number[] }[] = [
  { words: 'a zip archive', at: 0, bytes: [0x50, 0x4b] },
  { words: 'a gzip archive', at: 0, bytes: [0x1f, 0x8b] },
  { words: 'a bzip2 archive', at: 0, bytes: [0x42, 0x5a, 0x68] },
  { words: 'an xz archive', at: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { words: 'a 7z archive', at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf] },
  { words: 'a zstd archive', at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { words: 'a rar archive', at: 0, bytes: [0x52, 0x61, 0x72, 0x21] },
  { words: 'a tar archive', at: 257, bytes: [0x75, 0x73, 0x74, 0x61, 0x72] },
  { words: 'a PDF', at: 0, bytes: [0x25, 0x50, 0x44, 0x46] },
  { words: 'a PostgreSQL dump', at: 0, bytes: [0x50, 0x47, 0x44, 0x4d, 0x50] },
];

export type ImportFormat = 'yaml' | 'markdown';
export type ImportText = { format: ImportFormat; text: string; notes: string[] };

/**
 * A file that was brought in, as text with LF line ends. Throws AppError `invalid_input` for what is no single text:
 * archives by their first bytes whatever the name says, other encodings, NUL. An archive is never opened, so no path in
 * one can lead anywhere.
 */
export function readImportText(name: string, bytes: Uint8Array): ImportText {
  const format = formatOf(name);
  const archive = ARCHIVES.find(({ at, bytes: first }) => first.every((byte, index) => bytes[at + index] === byte));
  if (archive) throw refused(`It is ${archive.words}`, 'Take the one runbook out of it and bring that in.');
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw refused('It is UTF-16', 'Save it as UTF-8.');
  const decoded = decode(bytes);
  const nul = decoded.indexOf('\0');
  if (nul !== -1)
    throw refused(`Line ${lineAt(decoded, nul)} holds a NUL character, behind which anything could hide`, 'Remove it.');
  const hasMark = decoded.startsWith('\uFEFF');
  const unmarked = hasMark ? decoded.slice(1) : decoded;
  const text = unmarked.replaceAll(/\r\n?/g, '\n');
  if (text.trim() === '') throw refused('There is nothing in it', 'Choose the file that holds the runbook.');
  return {
    format,
    text,
    notes: [
      ...(hasMark ? ['The byte order mark at its beginning was left out.'] : []),
      ...(text === unmarked ? [] : ['Its line ends were CR LF, and are read as LF.']),
    ],
  };
}

function formatOf(name: string): ImportFormat {
  if (/\.ya?ml$/i.test(name)) return 'yaml';
  if (/\.(md|markdown)$/i.test(name)) return 'markdown';
  throw refused('Its name ends neither with .yaml nor with .md', 'Bring in one YAML or one Markdown file.');
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refused('It is not UTF-8', 'Save it as UTF-8.');
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function refused(because: string, remedy: string): AppError {
  return new AppError('invalid_input', `The file was refused. ${because}. Nothing was read from it or kept.`, remedy);
}
