import 'server-only';
import type { SqlError } from 'libpg-query';
import { type DeclaredSql, judgeSql, type SqlRefusal, type SqlVerdict } from '@/lib/domain/sql-policy';
import { byteLength, findHiddenCharacter, MAX_IDENTIFIER_BYTES } from '@/lib/domain/sql-policy-text';
import type { SqlTree } from '@/lib/domain/sql-policy-tree';
import { ALLOWED } from '@/lib/domain/sql-policy-verdict';

export const MAX_SQL_BYTES = 64 * 1024;
export type ParsedSql = { verdict: 'parsed'; tree: SqlTree } | SqlRefusal;

type Parser = typeof import('libpg-query');
let parser: Parser | undefined;

/**
 * Loads PostgreSQL's parser; the functions below need it done once. Not before somebody needs it: importing it compiles it, and
 * a process that reads no SQL would keep that in memory all its life.
 */
export async function loadSqlParser(): Promise<void> {
  if (parser) return;
  const loaded = await import('libpg-query');
  await loaded.loadModule();
  parser = loaded;
}

function parserThere(): Parser {
  if (!parser) throw new Error("PostgreSQL's parser was not loaded: loadSqlParser() comes first.");
  return parser;
}

/** PostgreSQL's own parse tree of a text, or why the text is not even looked at. */
export function parseSql(text: string): ParsedSql {
  // The parser reads a C string: it would stop at a NUL and approve only what stands before it.
  if (text.includes('\0'))
    return refuse('the text holds a NUL character, behind which anything could hide', 'Remove it.');
  if (byteLength(text) > MAX_SQL_BYTES)
    return refuse('the text is longer than 64 KiB', 'Split it into steps that a person can read.');
  const hidden = findHiddenCharacter(text, true);
  if (hidden)
    return refuse(
      `the text has the hidden character ${hidden}`,
      'Remove it; what people approve must be what they see.',
    );
  if (text.trim() === '')
    return refuse('there is no statement in the text', 'Write the one statement that the step runs.');
  return parse(text);
}

/** As much as a project's migrations may come to when they are written out. */
const MAX_SCRIPT_BYTES = 8 * 1024 * 1024;

/** The tree of a whole script that somebody else wrote: to be read, never to be run. */
export function parseScript(text: string): ParsedSql {
  if (text.includes('\0')) return refuse('the script holds a NUL character', 'Remove it.');
  if (byteLength(text) > MAX_SCRIPT_BYTES) return refuse('the script is longer than 8 MiB', 'Look at it by hand.');
  return parse(text);
}

/**
 * Texts that were found right, each as what it was declared to be: the same one is right again. A statement is judged at its
 * plan and at its claim, and parsing a long one takes longer than everything else that a claim does.
 */
const right = new Set<string>();
const MAX_RIGHT = 2_000;

/** Parses a text and judges it against what it is declared to be. */
export function judgeSqlText(text: string, declared: DeclaredSql): SqlVerdict {
  const known = `${declared.effect} ${declared.statement} ${text}`;
  if (right.has(known)) return ALLOWED;
  const parsed = parseSql(text);
  const verdict = parsed.verdict === 'parsed' ? judgeSql(parsed.tree, declared) : parsed;
  if (right.size >= MAX_RIGHT) right.clear();
  if (verdict.verdict === 'allowed') right.add(known);
  return verdict;
}

function parse(text: string): ParsedSql {
  const { parseSync } = parserThere();
  try {
    const tree = parseSync(text) as SqlTree;
    const long = findLongIdentifier(text);
    if (long)
      return refuse(
        `the name ${long.slice(0, 24)}… is longer than ${MAX_IDENTIFIER_BYTES} bytes, and the server would cut it off`,
        'Use the name as the catalogue has it.',
      );
    return { verdict: 'parsed', tree };
  } catch (cause) {
    return refuse(
      `PostgreSQL's parser says: ${(cause as SqlError).message}`,
      'Correct the statement; psql commands such as \\! are not SQL.',
    );
  }
}

/** How often a quoted name stands in a text as a name, not inside a literal or a comment. */
export function countIdentifiers(text: string, quotedName: string): number {
  return parserThere()
    .scanSync(text)
    .tokens.filter((token) => token.tokenName === 'IDENT' && token.text === quotedName).length;
}

/** The tree holds names already cut off, so the scanner's tokens are measured. */
function findLongIdentifier(text: string): string | null {
  const names = parserThere()
    .scanSync(text)
    .tokens.filter((token) => token.tokenName === 'IDENT' || token.tokenName === 'UIDENT');
  return (
    names
      .map((token) => token.text.replace(/^"|"$/g, '').replaceAll('""', '"'))
      .find((name) => byteLength(name) > MAX_IDENTIFIER_BYTES) ?? null
  );
}

function refuse(because: string, remedy: string): SqlRefusal {
  return { verdict: 'refused', because, remedy };
}
