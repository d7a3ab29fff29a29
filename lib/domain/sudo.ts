import { AppError } from './errors';

/** A command through sudo: how sudo is called, and what it is to run. */
export type Sudo = { program: string; options: string[]; command: string[]; neverAsks: boolean };

const NEVER_ASKS = ['-n', '--non-interactive'];
const PLAIN = [...NEVER_ASKS, '-H', '--set-home'];
const WITH_VALUE = ['-u', '--user', '-g', '--group'];

/** Takes a command apart that goes through sudo; null for one that does not. Throws AppError `blocked` for another option. */
export function readSudo(argv: readonly string[]): Sudo | null {
  const program = argv[0] ?? '';
  if (program.split('/').at(-1) !== 'sudo') return null;
  let at = 1;
  while (argv[at]?.startsWith('-')) {
    const option = argv[at] as string;
    if (option === '--') break;
    if (WITH_VALUE.includes(option)) at += 1;
    else if (!PLAIN.includes(option) && !/^--(user|group)=./.test(option))
      throw new AppError(
        'blocked',
        `sudo's ${option} is not used here: -n, -H, -u and -g are.`,
        'An administrator mends the command in the target.',
      );
    at += 1;
  }
  const options = argv.slice(1, at);
  const command = argv.slice(argv[at] === '--' ? at + 1 : at);
  return { program, options, command, neverAsks: options.some((option) => NEVER_ASKS.includes(option)) };
}

/** The question whether exactly this command may be run, which itself runs nothing and never waits for a password. */
export function mayRunArgv({ program, options, command }: Sudo): string[] {
  return [program, '-n', ...options.filter((option) => !NEVER_ASKS.includes(option)), '-l', '--', ...command];
}

/** What is wrong with the way in which bindings use sudo: a prompt that nobody sees must not be what an answer is. */
export function sudoComplaints(
  commands: Record<string, { argv: readonly string[] }>,
): { path: (string | number)[]; message: string }[] {
  return Object.entries(commands).flatMap(([key, { argv }]) => {
    const message = complaintOf(argv);
    return message ? [{ path: ['commands', key, 'argv'], message }] : [];
  });
}

function complaintOf(argv: readonly string[]): string | null {
  try {
    const sudo = readSudo(argv);
    if (!sudo) return null;
    if (!sudo.neverAsks) return 'write sudo -n: nobody is there to answer a prompt for a password';
    return sudo.command.length === 0 ? 'name the program that sudo is to run' : null;
  } catch (error) {
    return (error as Error).message;
  }
}
