import type { Answer } from './command';
import { type Failure, toFailure } from './errors';
import { EXIT } from './exit-codes';
import { buildProgram, type Globals, isHelp } from './program';
import { looksOf, Screen, type Stream } from './screen';
import { Terminal } from './terminal';
import { readToken } from './token';

export type Invocation = {
  words: readonly string[];
  environment: Record<string, string | undefined>;
  streams: { out: Stream; error: Stream; input: { isTTY?: boolean } };
  /** Finds the installation's store and puts its settings into the process's environment. */
  openStore: () => Promise<void>;
  /** Whoever sits there wants to leave. */
  signal: AbortSignal;
};

/** Runs one command, writes its answer or why there is none, and returns the exit code. */
export async function invoke(invocation: Invocation): Promise<number> {
  const isJson = invocation.words.includes('--json');
  try {
    const answer = await runCommand(invocation, isJson);
    return EXIT[answer?.exit ?? 'ok'].code;
  } catch (error) {
    const failure = toFailure(error);
    printFailure(failure, error, invocation, isJson);
    return EXIT[failure.exit].code;
  }
}

async function runCommand(invocation: Invocation, isJson: boolean): Promise<Answer | undefined> {
  const { words, environment, streams } = invocation;
  const screen = new Screen(streams.out, looksOf(streams.out, environment), isJson);
  let answer: Answer | undefined;
  const program = buildProgram(
    (globals) => openTerminal(globals, screen, invocation),
    (given) => {
      answer = given;
    },
    (text) => streams.out.write(text),
  );
  try {
    if (words.length === 0) program.help();
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (isHelp(error)) return undefined;
    throw error;
  } finally {
    screen.clear();
  }
  if (!answer) return undefined;
  const isGood = (answer.exit ?? 'ok') === 'ok';
  if (isJson) streams.out.write(`${JSON.stringify({ ok: isGood, value: answer.value }, null, 2)}\n`);
  else answer.print(screen);
  return answer;
}

function openTerminal({ json, tokenFile, input }: Globals, screen: Screen, invocation: Invocation): Terminal {
  const { environment, openStore, signal, streams } = invocation;
  const isInteractive = input && !json && streams.input.isTTY === true && streams.out.isTTY === true;
  // The token first: who has none is told so, wherever the console is.
  const signIn = async () => {
    const token = await readToken(tokenFile, environment.ROLLBACK_TOKEN);
    await openStore();
    return token;
  };
  return new Terminal({ signIn, screen, isInteractive, signal });
}

function printFailure({ error }: Failure, cause: unknown, invocation: Invocation, isJson: boolean): void {
  const { words, environment, streams } = invocation;
  if (isJson) return void streams.out.write(`${JSON.stringify({ ok: false, error }, null, 2)}\n`);
  const screen = new Screen(streams.error, looksOf(streams.error, environment), false);
  screen.line(['red', error.message]);
  for (const [field, sentence] of Object.entries(error.fields ?? {}))
    if (sentence !== error.message) screen.line(`${field}: ${sentence}`);
  if (error.remedy) screen.line(error.remedy);
  if (words.includes('--debug')) screen.block(cause instanceof Error ? (cause.stack ?? '') : String(cause), '', 'dim');
}
