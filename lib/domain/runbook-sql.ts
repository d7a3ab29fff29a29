import type { Effect } from '@/lib/contracts/plan';
import { AppError } from './errors';
import { parseRestoreName } from './restore-names';
import { RunbookError, type RunbookProblem } from './runbook-errors';
import { STATEMENT_KINDS, type StatementKind } from './sql-policy';
import { byteLength, findHiddenCharacter, MAX_IDENTIFIER_BYTES } from './sql-policy-text';

/** `restore-database`: an identifier that only a database can have that a restore made or kept. */
export const SQL_PARAMETER_TYPES = [
  'identifier',
  'restore-database',
  'text',
  'text[]',
  'integer',
  'statement',
] as const;
export type SqlParameterType = (typeof SQL_PARAMETER_TYPES)[number];
export type SqlParameter = { name: string; type: SqlParameterType };
/** A list may be given as an array, or as a runbook writes it: names separated by commas. */
export type SqlArguments = Record<string, string | readonly string[]>;
export type SqlHeader = {
  purpose: string;
  effect: Effect;
  statement: StatementKind;
  params: SqlParameter[];
  risk: string;
  expects: string;
  /** For a change: the file that shows whether it took. */
  verify: string | null;
};
export type SqlFile = { header: SqlHeader; body: string };

const EFFECTS: readonly string[] = ['read', 'change', 'irreversible'];
const HEADER_LINE = /^--! ([a-z]+):(?: (.*))?$/;
const REQUIRED = ['purpose', 'effect', 'statement', 'params', 'risk', 'expects'];
// The look-behind leaves a cast to a quoted type, x::"char", alone.
const IDENTIFIER_SLOT = /(?<!:):"([a-z][a-z0-9_]*)"/g;

/** Reads a file of the SQL catalogue: its header of `--!` lines, and the text that is sent. Throws RunbookError. */
export function readSqlFile(file: string, text: string): SqlFile {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const problems: RunbookProblem[] = [];
  const complain = (line: number, key: string, message: string) => problems.push({ file, line, key, message });
  const entries = readHeaderLines(lines, complain);
  const header = readHeader(entries, complain);
  const body = withoutOpeningComments(lines).join('\n').trim();
  checkSlots(body, header.params, complain);
  if (problems.length > 0) throw new RunbookError(problems);
  return { header, body };
}

/** What opens a file is written for its keepers; people who approve see the statement. */
function withoutOpeningComments(lines: readonly string[]): readonly string[] {
  return lines.slice(lines.findIndex((line) => line.trim() !== '' && !line.startsWith('--')));
}

/** Quoted into the text; everything else is bound. */
const isName = ({ type }: SqlParameter) => type === 'identifier' || type === 'restore-database';

type Complain = (line: number, key: string, message: string) => void;
type Entries = Map<string, { line: number; value: string }>;

function readHeaderLines(lines: readonly string[], complain: Complain): Entries {
  const entries: Entries = new Map();
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('--!')) continue;
    const [, key, value] = HEADER_LINE.exec(line) ?? [];
    if (key === undefined) complain(index + 1, '', 'a header line reads "--! key: value"');
    else if (key !== 'verify' && !REQUIRED.includes(key)) complain(index + 1, key, 'there is no such header');
    else if (entries.has(key)) complain(index + 1, key, 'the header is given twice');
    else entries.set(key, { line: index + 1, value: (value ?? '').trim() });
  }
  for (const key of REQUIRED) if (!entries.has(key)) complain(1, key, 'the header is missing');
  return entries;
}

function readHeader(entries: Entries, complain: Complain): SqlHeader {
  const textOf = (key: string) => entries.get(key)?.value ?? '';
  const lineOf = (key: string) => entries.get(key)?.line ?? 1;
  for (const [key, { line, value }] of entries)
    if (value === '' && key !== 'params') complain(line, key, 'the header is empty');
  if (!EFFECTS.includes(textOf('effect'))) complain(lineOf('effect'), 'effect', `use one of: ${EFFECTS.join(', ')}`);
  if (!STATEMENT_KINDS.some((kind) => kind === textOf('statement')))
    complain(lineOf('statement'), 'statement', `use one of: ${STATEMENT_KINDS.join(', ')}`);
  return {
    purpose: textOf('purpose'),
    effect: textOf('effect') as Effect,
    statement: textOf('statement') as StatementKind,
    params: readParams(textOf('params'), (message) => complain(lineOf('params'), 'params', message)),
    risk: textOf('risk'),
    expects: textOf('expects'),
    verify: entries.get('verify')?.value ?? null,
  };
}

function readParams(text: string, complain: (message: string) => void): SqlParameter[] {
  const params: SqlParameter[] = [];
  for (const part of text
    .split(',')
    .map((p) => p.trim())
    .filter((p) => p !== '')) {
    const [name = '', type = ''] = part.split(':');
    if (!/^[a-z][a-z0-9_]*$/.test(name) || !SQL_PARAMETER_TYPES.some((known) => known === type)) {
      complain(`"${part}" is not name:type with one of the types ${SQL_PARAMETER_TYPES.join(', ')}`);
    } else if (params.some((param) => param.name === name)) complain(`"${name}" is declared twice`);
    else params.push({ name, type: type as SqlParameterType });
  }
  return params;
}

/** The names of the `:"name"` in a text, once for every time that they occur. */
export function identifierSlots(body: string): string[] {
  return [...body.matchAll(IDENTIFIER_SLOT)].map((match) => match[1] as string);
}

function checkSlots(body: string, params: readonly SqlParameter[], complain: Complain): void {
  const whole = params.find((param) => param.type === 'statement');
  if (whole && (params.length > 1 || body !== `:{${whole.name}}`))
    complain(
      1,
      'params',
      `a statement that is kept elsewhere is the whole text, as :{${whole.name}}, and the one parameter`,
    );
  if (whole) return;
  const slots = new Set(identifierSlots(body));
  const declared = params.filter(isName).map((param) => param.name);
  for (const slot of slots)
    if (!declared.includes(slot)) complain(1, 'params', `:"${slot}" is used and not declared as an identifier`);
  for (const name of declared)
    if (!slots.has(name)) complain(1, 'params', `the identifier "${name}" is declared and not used`);
}

/**
 * A file's text with its identifiers quoted in, and the values to be bound, in the order of `$1…`. One pass: a value
 * that looks like a slot stays text. The caller parses the result and has it judged again.
 */
export function renderSql(file: SqlFile, given: SqlArguments): { text: string; values: string[] } {
  const { params } = file.header;
  const unknown = Object.keys(given).find((name) => !params.some((param) => param.name === name));
  if (unknown !== undefined) throw refused(unknown, 'the statement has no such parameter');
  const renderOne = (param: SqlParameter) =>
    renderValue(param, Object.hasOwn(given, param.name) ? given[param.name] : undefined);
  const rendered = new Map(params.map((param) => [param.name, renderOne(param)]));
  const whole = params.find((param) => param.type === 'statement');
  if (whole) return { text: rendered.get(whole.name) as string, values: [] };
  const text = file.body.replace(IDENTIFIER_SLOT, (_slot, name: string) => rendered.get(name) as string);
  return {
    text,
    values: params.filter((param) => !isName(param)).map((param) => rendered.get(param.name) as string),
  };
}

function renderValue(param: SqlParameter, value: string | readonly string[] | undefined): string {
  if (value === undefined) throw refused(param.name, 'it is missing');
  if (param.type === 'text[]')
    return arrayLiteral(param.name, typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value);
  if (typeof value !== 'string') throw refused(param.name, 'it takes one value, not a list');
  if (value.includes('\0')) throw refused(param.name, 'a value may not hold a NUL character');
  if (param.type === 'restore-database' && !parseRestoreName(value))
    throw refused(param.name, `"${value}" is not the name of a database that a restore made or kept`);
  if (isName(param)) return quoteIdentifier(param.name, value);
  if (param.type === 'integer' && !/^-?\d{1,15}$/.test(value))
    throw refused(param.name, `"${value}" is not a whole number`);
  return value;
}

/** As pg's escapeIdentifier quotes it (a test compares the two), after refusing what the server would silently change. */
function quoteIdentifier(param: string, name: string): string {
  const hidden = findHiddenCharacter(name, false);
  if (name === '') throw refused(param, 'a name may not be empty');
  if (hidden) throw refused(param, `the name holds the hidden character ${hidden}`);
  if (byteLength(name) > MAX_IDENTIFIER_BYTES)
    throw refused(param, `the name is longer than ${MAX_IDENTIFIER_BYTES} bytes, and the server would cut it off`);
  return `"${name.replaceAll('"', '""')}"`;
}

function arrayLiteral(param: string, items: readonly string[]): string {
  if (items.length === 0 || items.some((item) => item === ''))
    throw refused(param, 'the list is empty, or an item of it is');
  if (items.some((item) => item.includes('\0'))) throw refused(param, 'a value may not hold a NUL character');
  return `{${items.map((item) => `"${item.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
}

function refused(param: string, because: string): AppError {
  return new AppError(
    'invalid_input',
    `The parameter "${param}" was refused: ${because}. Nothing was run.`,
    'Correct the parameter and plan again.',
  );
}
