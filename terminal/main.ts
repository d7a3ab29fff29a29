import { closeStore } from '@/lib/server/db';
import { closeNews } from '@/lib/server/news-hub';
import type { Answer } from './command';
import { type Failure, toFailure } from './errors';
import { EXIT, type Exit } from './exit-codes';
import { buildProgram, type Globals, isHelp } from './program';
import { looksOf, Screen } from './screen';
import { Terminal } from './terminal';
import { readToken } from './token';

export type Invocation = {
  words: readonly string[];
  environment: Record<string, string | undefined>;
  /** Finds the installation's store and puts its settings into the process's environment. */
  openStore: () => Promise<void>;
};

/** Runs one command and leaves its exit code; the process ends by itself when everything is written. */
export async function runTerminal(invocation: Invocation): Promise<void> {
  const isJson = invocation.words.includes('--json');
  const leaving = leaveOnSignal();
  dropBrokenPipe();
  let exit: Exit;
  try {
    const answer = await runCommand(invocation, isJson, leaving);
    exit = answer?.exit ?? 'ok';
  } catch (error) {
    const failure = toFailure(error);
    exit = failure.exit;
    printFailure(failure, error, invocation, isJson);
  }
  process.exitCode = EXIT[exit].code;
  await closeNews();
  await closeStore();
}

async function runCommand(invocation: Invocation, isJson: boolean, leaving: AbortSignal): Promise<Answer | undefined> {
  const { words, environment, openStore } = invocation;
  const screen = new Screen(process.stdout, looksOf(process.stdout, environment), isJson);
  let answer: Answer | undefined;
  const program = buildProgram(
    (globals) => openTerminal(globals, screen, leaving, environment, openStore),
    (given) => {
      answer = given;
    },
    (text) => process.stdout.write(text),
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
  if (isJson) process.stdout.write(`${JSON.stringify({ ok: isGood, value: answer.value }, null, 2)}\n`);
  else answer.print(screen);
  return answer;
}

function openTerminal(
  { json, tokenFile, input }: Globals,
  screen: Screen,
  signal: AbortSignal,
  environment: Invocation['environment'],
  openStore: () => Promise<void>,
): Terminal {
  const isInteractive = input && !json && process.stdin.isTTY === true && process.stdout.isTTY === true;
  // The token first: who has none is told so, wherever the console is.
  const signIn = async () => {
    const token = await readToken(tokenFile, environment.ROLLBACK_TOKEN);
    await openStore();
    return token;
  };
  return new Terminal({ signIn, screen, isInteractive, signal });
}

function printFailure({ error }: Failure, cause: unknown, { words, environment }: Invocation, isJson: boolean): void {
  if (isJson) return void process.stdout.write(`${JSON.stringify({ ok: false, error }, null, 2)}\n`);
  const screen = new Screen(process.stderr, looksOf(process.stderr, environment), false);
  screen.line(['red', error.message]);
  for (const [field, sentence] of Object.entries(error.fields ?? {}))
    if (sentence !== error.message) screen.line(`${field}: ${sentence}`);
  if (error.remedy) screen.line(error.remedy);
  if (words.includes('--debug')) screen.block(cause instanceof Error ? (cause.stack ?? '') : String(cause), '', 'dim');
}

/** The first Ctrl-C leaves in order; the second does not wait for what still answers. */
function leaveOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => (controller.signal.aborted ? process.exit(130) : controller.abort()));
  return controller.signal;
}

/** Whoever reads us may stop reading (`| head`): that is no failure of what was done, and nothing more can be said. */
function dropBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.interrupted.code);
    throw error;
  });
}
