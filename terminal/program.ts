import { CommanderError, Command as Parser } from 'commander';
import type { Answer, Command } from './command';
import { COMMANDS } from './commands';
import { EXIT } from './exit-codes';
import type { Terminal } from './terminal';
import { DEFAULT_TOKEN_FILE } from './token';

export type Globals = { json?: boolean; tokenFile?: string; input: boolean; debug?: boolean };

/** The parser over the table of commands. `given` hands the global options over before any command runs. */
export function buildProgram(
  open: (globals: Globals) => Terminal,
  done: (answer: Answer) => void,
  writeHelp: (text: string) => void,
): Parser {
  const program = new Parser('npx rollback')
    .description('The rollback console from a terminal: the same functions, gate and events as in the browser.')
    .option('--json', 'print one JSON document and nothing else; errors too')
    .option(
      '--token-file <file>',
      `the token that signs you in (default: ROLLBACK_TOKEN, then ~/${DEFAULT_TOKEN_FILE})`,
    )
    .option('--no-input', 'never ask; what is missing is an error')
    .option('--debug', 'show where it failed')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: writeHelp, writeErr: () => undefined })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `\n${exitWords()}\n\nEach command has its own --help with examples.`);
  for (const one of COMMANDS) add(program, one, open, done);
  return program;
}

function add(parent: Parser, one: Command, open: (globals: Globals) => Terminal, done: (answer: Answer) => void): void {
  const parser = parent.command(one.name).description(one.details ? `${one.about}\n\n${one.details}` : one.about);
  parser.summary(one.about).helpCommand(false);
  for (const [name, about] of one.args ?? []) parser.argument(name, about);
  one.options?.(parser);
  const width = Math.max(...one.examples.map(([line]) => line.length));
  const examples = one.examples.map(([line, about]) => `  $ ${line.padEnd(width)}  # ${about}`);
  parser.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  for (const child of one.children ?? []) add(parser, child, open, done);
  const { run } = one;
  if (!run) return void parser.action(() => parser.help());
  parser.action(async () => {
    const globals = parser.optsWithGlobals<Globals>();
    done(await run(open(globals), parser.processedArgs as (string | undefined)[], parser.opts() as never));
  });
}

function exitWords(): string {
  const lines = Object.values(EXIT).map(({ code, says }) => `  ${String(code).padStart(3)}  ${says}`);
  return `Exit codes:\n${lines.join('\n')}`;
}

/** Help that was asked for is an answer; anything else that the parser throws is a wrong command line. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}
