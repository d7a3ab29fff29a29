import { findSecretArgument } from './argument-secrets';
import { programOf } from './shell-tree';

/** Why a bound list is refused, and what to write instead. */
export type BindingComplaint = { because: string; remedy: string };

const SHELL = /^(ba|da|k|z|fi|c|tc|a|mk)?sh$/;
const CODE = /^-[A-Za-z]*c[A-Za-z]*$/;
/** What only a shell would read as more than a word. */
const SHELL_SIGN = /^(\|\|?&?|&&?|\d*[<>]{1,2}(&\d)?|;)$/;
const IN_NO_PROGRAM = /[;&|<>`$\n]/;
const SHELL_VALUE = /\$\{?[A-Z_][A-Z0-9_]*\}?|\$\(|`/;
const ASKING = ['su', 'runuser', 'doas', 'pkexec'];
const LEAVING = ['nohup', 'setsid', 'daemonize', 'screen', 'tmux', 'disown'];
/** Programs whose arguments are texts in which such signs mean something to them, and not to a shell. */
const OWN_SIGNS = ['find', 'awk', 'sed', 'grep', 'psql', 'perl', 'node', 'ruby', 'expr', 'test'];

/**
 * What is wrong with an argument list as an inventory binds it, or null. No shell reads it, so what looks like a pipe or a
 * variable would be a word; and what a shell inside of it would read, no policy has read.
 */
export function bindingComplaint(argv: readonly string[]): BindingComplaint | null {
  const [program = ''] = argv;
  if (IN_NO_PROGRAM.test(program) || (argv.length === 1 && /\s/.test(program)))
    return {
      because: `“${program.slice(0, 60)}” as one piece of text, which no shell reads`,
      remedy: 'write the program and each argument as its own entry, or make it a step of kind script',
    };
  const programs = argv.slice(0, PROGRAMS_WITHIN).map(programOf);
  const shell = programs.findIndex((name) => SHELL.test(name));
  if (shell !== -1 && optionsAfter(argv, shell).some((option) => CODE.test(option)))
    return {
      because: `a line of shell for ${programs[shell]}, which no policy reads`,
      remedy: 'bind the program itself, put the line into a script on the host, or make it a step of kind script',
    };
  const own = programs.some((name) => OWN_SIGNS.includes(name));
  const sign = own ? undefined : argv.slice(1).find((argument) => SHELL_SIGN.test(argument));
  if (sign !== undefined)
    return {
      because: `“${sign}”, which would be handed to ${programs[0]} as a word: no shell reads the list`,
      remedy: 'make it a step of kind script, where a failure inside a pipe counts',
    };
  const value = own ? undefined : argv.find((argument) => SHELL_VALUE.test(argument));
  if (value !== undefined)
    return {
      because: `“${value.slice(0, 60)}”, which no shell would replace`,
      remedy: 'write the value out, or let the program read its environment, as libpq reads PGHOST and PGPASSFILE',
    };
  return programComplaint(argv, programs) ?? secretComplaint(argv);
}

/** Behind sudo, env and their options stands the program that really runs. */
const PROGRAMS_WITHIN = 8;

function programComplaint(argv: readonly string[], programs: readonly string[]): BindingComplaint | null {
  const first = programs.find((name, at) => at === 0 || (programs[0] === 'sudo' && !name.startsWith('-')));
  const name = programs[0] === 'sudo' ? (programs.slice(1).find((one) => !one.startsWith('-')) ?? first) : first;
  if (name === 'killall' || (name === 'pkill' && argv.some((argument) => /^(-[a-z]*f|--full)$/.test(argument))))
    return {
      because: `${name}, which ends every process that fits, somebody else’s too`,
      remedy: 'bind the service manager’s stop, or kill with {pids...} that a look has found',
    };
  if (name !== undefined && ASKING.includes(name))
    return { because: `${name}, which may wait for a password that nobody types`, remedy: 'write sudo -n -u USER' };
  if (name !== undefined && LEAVING.includes(name))
    return {
      because: `${name}, behind which a program outlives its step`,
      remedy: 'let the service manager start it',
    };
  return null;
}

function secretComplaint(argv: readonly string[]): BindingComplaint | null {
  const found = findSecretArgument(argv);
  if (found === null) return null;
  return {
    because: `a password where everybody sees it who lists the processes: ${found}`,
    remedy: 'give it through a file such as ~/.pgpass, or the environment of the binding',
  };
}

/** The options directly behind a program. */
function optionsAfter(argv: readonly string[], at: number): readonly string[] {
  const rest = argv.slice(at + 1);
  const end = rest.findIndex((argument) => !argument.startsWith('-') && argument !== 'pipefail');
  return end === -1 ? rest : rest.slice(0, end);
}

type Placed = { path: (string | number)[]; message: string };

/** The same for every list of an inventory, each at its place. */
export function bindingComplaints({
  commands,
  tools,
  faults,
}: {
  commands: Record<string, { argv: string[] }>;
  tools: Record<string, { check: string[] }>;
  faults: readonly Record<'on' | 'off' | 'status', { argv: string[] }>[];
}): Placed[] {
  const lists = [
    ...Object.entries(commands).map(([key, { argv }]) => ({ path: ['commands', key, 'argv'], argv })),
    ...Object.entries(tools).map(([key, { check }]) => ({ path: ['tools', key, 'check'], argv: check })),
    ...faults.flatMap((fault, index) =>
      (['on', 'off', 'status'] as const).map((way) => ({
        path: ['faults', index, way, 'argv'],
        argv: fault[way].argv,
      })),
    ),
  ];
  return lists.flatMap(({ path, argv }) => {
    const complaint = bindingComplaint(argv);
    return complaint ? [{ path, message: `it has ${complaint.because}: ${complaint.remedy}` }] : [];
  });
}
