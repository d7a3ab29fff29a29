import { bindingComplaint } from './binding-policy';
import { AppError } from './errors';

/**
 * What may become an argument list. An inventory binds the list; a parameter fills one whole argument and is text to
 * the program, never an option, never code, and never read a second time for placeholders.
 */
const PLACEHOLDER = /^\{([A-Za-z_][A-Za-z0-9_]*)(\.\.\.)?\}$/;
const PLACEHOLDER_INSIDE = /\{[A-Za-z_][A-Za-z0-9_]*(\.\.\.)?\}/;
const MAX_VALUE_LENGTH = 4096;

// The last three: they reorder or break what a person reads before approving it.
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const CLIMBING_PATH = /(^|\/)\.\.(\/|$)/;
const SHELL_LINE = /[\s;&|<>`$]/;
const SAFE_IN_SHELL = /^[A-Za-z0-9_@%+=:,./-]+$/;

const INTERPRETER = /(^|\/)(ba|da|k|z|fi|c|tc)?sh$|(^|\/)(python[\d.]*|perl|ruby|node|php|awk|sed|psql|xargs|eval)$/;
const CODE_OPTION = /^(-[A-Za-z]*[ceEprf]|--(command|eval|print|execute|expression|file))$/;

/** Milliseconds, one day: longer than any step of a rollback, shorter than where timers overflow. */
export const MAX_TIMEOUT_MS = 24 * 60 * 60 * 1000;

/**
 * Fills an argument list: each `{name}` that is a whole argument becomes `args[name]`, once. `{name...}` takes a list
 * that is written with commas, and becomes one argument an item.
 * Throws AppError `invalid_input` for a value that could be an option or hide from the reader, for a missing or an
 * unknown parameter, and for a list that would make text into code.
 */
export function renderArgv(argv: string[], args: Record<string, string>): string[] {
  assertArgumentList(argv);
  const names = argv.map(placeholderName);
  assertKnown(Object.keys(args), names);
  return argv.flatMap((argument, index) => {
    const name = names[index];
    if (name === undefined) return [argument];
    if (isScriptOfFolder(argv, index)) return [assertBareName(name, args[name])];
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    const items =
      argument.endsWith('...}') && value !== undefined ? value.split(',').map((item) => item.trim()) : [value];
    return items.map((item) => assertParameterValue(name, item));
  });
}

/**
 * Throws AppError `blocked` unless a rendered list is one that `renderArgv` could have made of the bound one: every fixed
 * argument as it is bound, and every other one a value that a parameter may have.
 */
export function assertInstanceOf(bound: string[], argv: readonly string[]): void {
  assertArgumentList(bound);
  const rest = [...argv];
  for (const [index, argument] of bound.entries()) {
    const name = placeholderName(argument);
    // A list takes what the arguments after it leave over.
    const count = name !== undefined && argument.endsWith('...}') ? rest.length - (bound.length - index - 1) : 1;
    const taken = rest.splice(0, Math.max(count, 0));
    if (taken.length === 0 || (name === undefined && taken[0] !== argument)) throw otherCommand();
    if (name !== undefined)
      for (const value of taken)
        isScriptOfFolder(bound, index) ? assertBareName(name, value) : assertParameterValue(name, value);
  }
  if (rest.length > 0) throw otherCommand();
}

function otherCommand(): AppError {
  return new AppError(
    'blocked',
    'The command is not the one that the target binds. Nothing was run.',
    'Abort this run, look at who can write to the store, and plan again.',
  );
}

/** The list as one line that a POSIX shell would read as the same list. For people's eyes: nothing runs it. */
export function displayArgv(argv: string[]): string {
  return argv.map(quoteForDisplay).join(' ');
}

/** One argument, single-quoted so that a POSIX shell takes every character as it is. */
export function quoteForShell(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** Throws AppError `invalid_input` unless `timeoutMs` is a whole number of milliseconds between 1 and one day. */
export function assertTimeoutMs(timeoutMs: number): void {
  if (Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) return;
  throw new AppError(
    'invalid_input',
    `A time limit of ${timeoutMs} ms was refused.`,
    'Give a whole number of milliseconds between 1 and one day (86400000).',
  );
}

function placeholderName(argument: string): string | undefined {
  return PLACEHOLDER.exec(argument)?.[1];
}

function assertArgumentList(argv: string[]): void {
  const program = argv[0];
  if (!program) throw refused('An empty command', 'name a program and its arguments in the inventory');
  if (argv.length === 1 && SHELL_LINE.test(program)) {
    throw refused(
      `“${shorten(program)}” as one piece of text`,
      'write the program and each argument as its own entry: a command is a list and no shell reads it',
    );
  }
  const complaint = bindingComplaint(argv);
  if (complaint) throw refused(`A command with ${complaint.because}`, complaint.remedy);
  if (placeholderName(program)) throw refused('A parameter as the program', 'name the program itself in the inventory');
  for (const [index, argument] of argv.entries()) assertArgument(argv, argument, index);
}

function assertArgument(argv: string[], argument: string, index: number): void {
  if (argument.includes('\0'))
    throw refused('An argument with a NUL character', 'take the character out of the inventory');
  const name = placeholderName(argument);
  if (name === undefined && PLACEHOLDER_INSIDE.test(argument)) {
    throw refused(
      `A placeholder inside the longer argument “${shorten(argument)}”`,
      'make the placeholder an argument of its own, as in ["--to", "{name}"]',
    );
  }
  if (name !== undefined && isCode(argv, index) && !isScriptOfFolder(argv, index)) {
    throw refused(
      `Parameter ${name} as code for ${argv[0]}`,
      'keep the code fixed in the inventory and hand the value to it as a later argument',
    );
  }
}

function isCode(argv: string[], index: number): boolean {
  return (
    CODE_OPTION.test(argv[index - 1] ?? '') && argv.slice(0, index - 1).some((argument) => INTERPRETER.test(argument))
  );
}

/** psql's script may be chosen by name where the inventory says the folder: the file's hash is what was approved. */
function isScriptOfFolder(argv: string[], index: number): boolean {
  const isPsql = /(^|\/)psql$/.test(argv[0] ?? '') && argv[index] !== undefined && placeholderName(argv[index]);
  return Boolean(isPsql) && ['-f', '--file'].includes(argv[index - 1] ?? '');
}

function assertBareName(name: string, value: string | undefined): string {
  const given = assertParameterValue(name, value);
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(given)) return given;
  throw refused(
    `The value of parameter ${name} (it is no plain file name)`,
    'give the name of a file in the folder that the inventory names, without a path',
  );
}

function assertKnown(given: string[], names: (string | undefined)[]): void {
  const extra = given.filter((name) => !names.includes(name));
  if (extra.length === 0) return;
  throw refused(
    `The parameter ${extra.map(shorten).join(', ')}, which the command does not have,`,
    'leave it out, or add it to the command in the inventory',
  );
}

/**
 * Returns the value that a parameter may have, as an argument or in a script's environment: one plain line that is no
 * option and no way out of a folder. Throws AppError `invalid_input`.
 */
export function assertParameterValue(name: string, value: string | undefined): string {
  const say = (what: string, remedy: string) => refused(`The value of parameter ${name} ${what}`, remedy);
  if (typeof value !== 'string') throw refused(`The command without its parameter ${name}`, `give a value for ${name}`);
  if (value === '') throw say('(it is empty)', 'give a value: a program may take an empty argument as everything');
  if (value.length > MAX_VALUE_LENGTH)
    throw say(`(longer than ${MAX_VALUE_LENGTH} characters)`, 'give a shorter value');
  if (CONTROL.test(value)) {
    throw say('(it has a control or direction character, such as a line break)', 'type it anew as one plain line');
  }
  if (value.startsWith('-')) throw say('(it begins with “-”)', 'give the bare value: parameters are never options');
  if (CLIMBING_PATH.test(value)) throw say('(it climbs out of a folder with “..”)', 'give the path without “..”');
  return value;
}

function quoteForDisplay(argument: string): string {
  if (SAFE_IN_SHELL.test(argument)) return argument;
  if (!CONTROL.test(argument)) return quoteForShell(argument);
  // biome-ignore lint/style/useTemplate: the escapes read better apart
  return "$'" + Array.from(argument, escapeCharacter).join('') + "'";
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === "'" || character === '\\') return `\\${character}`;
  if (!CONTROL.test(character)) return character;
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

function shorten(text: string): string {
  const plain = text.replace(new RegExp(CONTROL, 'gu'), '?');
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}

function refused(what: string, remedy: string): AppError {
  return new AppError(
    'invalid_input',
    `${what} was refused. Nothing was run.`,
    `${remedy[0]?.toUpperCase()}${remedy.slice(1)}.`,
  );
}
