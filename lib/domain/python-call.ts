/** One argument of a call: where its text begins and ends, its keyword if it has one, and its value as written. */
export type PythonArgument = { from: number; to: number; name: string | null; value: string };
/** `open` and `close`: where the parentheses stand. */
export type PythonCall = { open: number; close: number; arguments: PythonArgument[] };

const STRING_OR_COMMENT =
  /("""|''')[\s\S]*?(?:(?<!\\)(?:\\\\)*\1|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|#[^\n]*/g;

/**
 * The calls of a function in a Python source, without running or wholly parsing it: strings and comments are told from
 * code, brackets are matched, arguments are split at their commas.
 */
export function findPythonCalls(source: string, name: string): PythonCall[] {
  const code = codeOf(source);
  const calls: PythonCall[] = [];
  for (const match of code.matchAll(new RegExp(`(?<![\\w.])(def\\s+)?(?:\\w+\\.)*(?:${name})\\s*\\(`, 'g'))) {
    const open = match.index + match[0].length - 1;
    const close = closingOf(code, open);
    const isDefinition = match[1] !== undefined;
    if (!isDefinition && close !== null) calls.push({ open, close, arguments: argumentsOf(source, code, open, close) });
  }
  return calls;
}

/** The source with its comments as blanks and its strings as quotes all through: whatever is left is code, in its place. */
export function codeOf(source: string): string {
  return source.replace(STRING_OR_COMMENT, (text) => text.replace(/[^\n]/g, text.startsWith('#') ? ' ' : '"'));
}

function closingOf(code: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    depth += step(code, at);
    if (depth === 0) return at;
  }
  return null;
}

function step(code: string, at: number): number {
  if ('([{'.includes(code[at] as string)) return 1;
  return ')]}'.includes(code[at] as string) ? -1 : 0;
}

function argumentsOf(source: string, code: string, open: number, close: number): PythonArgument[] {
  const ends: number[] = [];
  let depth = 0;
  for (let at = open + 1; at < close; at += 1) {
    depth += step(code, at);
    if (code[at] === ',' && depth === 0) ends.push(at);
  }
  const found = [...ends, close].map((end, index) => argumentAt(source, code, (ends[index - 1] ?? open) + 1, end));
  return found.filter(({ from, to }) => to > from);
}

function argumentAt(source: string, code: string, start: number, end: number): PythonArgument {
  const text = code.slice(start, end);
  const from = start + text.length - text.trimStart().length;
  const to = Math.max(from, start + text.trimEnd().length);
  const keyword = /^(\w+)\s*=(?!=)\s*/.exec(code.slice(from, to));
  const value = source.slice(from + (keyword?.[0].length ?? 0), to);
  return { from, to, name: keyword?.[1] ?? null, value };
}
