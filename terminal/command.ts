import type { Command as Parser } from 'commander';
import type { Exit } from './exit-codes';
import type { Screen } from './screen';
import type { Terminal } from './terminal';

/** What a command answers: one document for scripts, words for people, and how well it went. */
export type Answer = {
  value: unknown;
  print: (screen: Screen) => void;
  exit?: Exit;
};

/** One command, in one file of `commands/`, listed in `commands/index.ts`. */
export type Command = {
  name: string;
  /** As commander writes them: `<incident>`, `[target]`. */
  args?: readonly (readonly [name: string, about: string])[];
  about: string;
  /** More than the line above, for --help. */
  details?: string;
  /** Adds the options: commander's own way, so that it reads, checks and explains them. */
  options?: (parser: Parser) => Parser;
  examples: readonly (readonly [line: string, about: string])[];
  run?: (at: Terminal, args: readonly (string | undefined)[], options: never) => Promise<Answer>;
  /** Commands under this one. */
  children?: readonly Command[];
};

/** Ties a command's options to their type; commander's names for them are the camel-cased flags. */
export function command<Options extends object = Record<string, never>>(
  one: Omit<Command, 'run'> & {
    run: (at: Terminal, args: readonly (string | undefined)[], options: Options) => Promise<Answer>;
  },
): Command {
  return one as Command;
}

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
