import { codeOf, findPythonCalls, type PythonArgument, type PythonCall } from './python-call';

/** Only the pools that keep connections take these; with any other class SQLAlchemy raises a TypeError. */
const OF_A_QUEUE = ['pool_size', 'max_overflow', 'pool_timeout', 'pool_use_lifo'];
const WANTED = { poolclass: 'NullPool', pool_pre_ping: 'False' } as const;
/** SQLAlchemy's own, where the call does not say. */
const DEFAULT_SIZE = 5;
const DEFAULT_OVERFLOW = 10;

/** How many connections one process may keep and open besides; null where the source does not say it as a number. */
export type PoolFigures = { size: number | null; overflow: number | null };
export type PoolChange =
  | { verdict: 'changed'; source: string; removed: string[]; pool: PoolFigures }
  | { verdict: 'already' }
  | { verdict: 'refused'; because: string };

type Edit = { from: number; to: number; text: string };

/**
 * The source of `database/connection.py` with its engine back at a connection a request: `poolclass=NullPool`,
 * `pool_pre_ping=False`, and without what NullPool refuses. What cannot be read for certain is refused, not guessed.
 */
export function withoutPool(source: string): PoolChange {
  const calls = findPythonCalls(source, 'create_engine|create_async_engine');
  const [call] = calls;
  if (!call || calls.length > 1)
    return refused(call ? `it makes ${calls.length} engines` : 'there is no call of create_engine in it');
  const hidden = call.arguments.find(({ from }) => source.startsWith('*', from));
  if (hidden)
    return refused(`some of the engine's arguments come from elsewhere (${source.slice(hidden.from, hidden.to)})`);
  if (isUnpooled(call)) return { verdict: 'already' };
  const changed = importNullPool(apply(source, editsOf(source, call)), writtenValue(call, 'poolclass'));
  if (changed === null) return refused('it is not clear where NullPool could be imported');
  const [after] = findPythonCalls(changed, 'create_engine|create_async_engine');
  if (!after || !isUnpooled(after)) return refused('its call of create_engine is written in a way that is not known');
  const removed = call.arguments.filter(isOfAQueue).map(({ name }) => name as string);
  return { verdict: 'changed', source: changed, removed, pool: figuresOf(call) };
}

const refused = (because: string): PoolChange => ({ verdict: 'refused', because });
const isOfAQueue = ({ name }: PythonArgument) => name !== null && OF_A_QUEUE.includes(name);
const writtenValue = (call: PythonCall, name: string) => call.arguments.find((one) => one.name === name)?.value;

function isUnpooled(call: PythonCall): boolean {
  const isNull = /^(?:\w+\.)*NullPool$/.test(writtenValue(call, 'poolclass') ?? '');
  return isNull && (writtenValue(call, 'pool_pre_ping') ?? 'False') === 'False' && !call.arguments.some(isOfAQueue);
}

function figuresOf(call: PythonCall): PoolFigures {
  const read = (name: string, preset: number) => {
    const value = writtenValue(call, name) ?? String(preset);
    return /^-?\d+$/.test(value) ? Number(value) : null;
  };
  return { size: read('pool_size', DEFAULT_SIZE), overflow: read('max_overflow', DEFAULT_OVERFLOW) };
}

function editsOf(source: string, call: PythonCall): Edit[] {
  const edits: Edit[] = call.arguments.filter(isOfAQueue).map((argument) => removal(source, call, argument));
  const missing: string[] = [];
  for (const [name, wanted] of Object.entries(WANTED)) {
    const argument = call.arguments.find((one) => one.name === name);
    if (!argument) missing.push(`${name}=${wanted}`);
    else
      edits.push({
        from: argument.to - argument.value.length,
        to: argument.to,
        text: argument.value.replace(/\w+$/, wanted),
      });
  }
  const last = call.arguments.findLast((argument) => !isOfAQueue(argument));
  if (missing.length === 0 || !last) return edits;
  const gap = isOnOwnLine(source, last) ? `,\n${indentOf(source, last)}` : ', ';
  return [...edits, { from: last.to, to: last.to, text: missing.map((text) => gap + text).join('') }];
}

/** With its comma; with its whole line, and the remark behind it, where it has one for itself. */
function removal(source: string, call: PythonCall, argument: PythonArgument): Edit {
  const code = codeOf(source);
  const comma = /^\s*,/.exec(code.slice(argument.to, call.close))?.[0].length ?? 0;
  const lineEnd = source.indexOf('\n', argument.to + comma);
  const isLastOnLine = lineEnd !== -1 && code.slice(argument.to + comma, lineEnd).trim() === '';
  if (isOnOwnLine(source, argument) && isLastOnLine)
    return { from: source.lastIndexOf('\n', argument.from) + 1, to: lineEnd + 1, text: '' };
  const before = call.arguments[call.arguments.indexOf(argument) - 1];
  if (before) return { from: before.to, to: argument.to, text: '' };
  const blanks = /^[ \t]*/.exec(source.slice(argument.to + comma))?.[0].length ?? 0;
  return { from: argument.from, to: argument.to + comma + blanks, text: '' };
}

const indentOf = (source: string, { from }: PythonArgument) =>
  source.slice(source.lastIndexOf('\n', from - 1) + 1, from);
const isOnOwnLine = (source: string, argument: PythonArgument) => /^\s*$/.test(indentOf(source, argument));

/** From the end, so that the places of those before stay right; what is put in at a place comes after what goes there. */
function apply(source: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.from - a.from || b.to - a.to)
    .reduce((text, { from, to, text: put }) => text.slice(0, from) + put + text.slice(to), source);
}

/** NullPool takes the import of the class that it replaces, where nothing else uses that one. Null: no place is known. */
function importNullPool(source: string, replaced: string | undefined): string | null {
  if (replaced?.includes('.')) return source;
  const code = codeOf(source);
  if (/^from sqlalchemy\.pool import [^\n]*\bNullPool\b/m.test(code)) return source;
  const old = replaced ?? '';
  const uses = old === '' ? [] : [...code.matchAll(new RegExp(`\\b${old}\\b`, 'g'))];
  const line = /^from sqlalchemy\.pool import [\w, ]+$/m.exec(code)?.[0];
  if (line !== undefined && uses.length === 1 && new RegExp(`\\b${old}\\b`).test(line))
    return source.replace(line, line.replace(new RegExp(`\\b${old}\\b`), 'NullPool'));
  if (line !== undefined) return source.replace(line, `${line}, NullPool`);
  const last = [...code.matchAll(/^(?:from sqlalchemy[\w.]* import [\w, ]+|import sqlalchemy[^\n]*)$/gm)].at(-1);
  if (!last) return null;
  const at = last.index + last[0].length;
  return `${source.slice(0, at)}\nfrom sqlalchemy.pool import NullPool${source.slice(at)}`;
}
