import { judgeInterpreter } from './script-policy-interpreters';
import { judgeOutputs } from './script-policy-outputs';
import { type Constants, constantsOf, isInside, judgeWriter, operandsOf } from './script-policy-paths';
import { whyNeverRun } from './script-policy-refused';
import { type DeclaredScript, refuseNode, type ScriptRefusal } from './script-policy-verdict';
import { commandsIn, nodesIn, programOf, type ShellCommand, type ShellNode, type ShellWord } from './shell-tree';
import { readSudo } from './sudo';

/** Whether each command of the text is one that may run, and is told to do what it may. */
export function judgePrograms(root: ShellNode, declared: DeclaredScript): ScriptRefusal[] {
  const constants = constantsOf(root);
  const commands = commandsIn(root).filter(({ node }) => node.children.some((child) => child.field === 'name'));
  return [
    ...commands.flatMap((command) => judgeCommand(command, declared, constants) ?? []),
    ...[...nodesIn(root)].flatMap(({ node }) => judgeBuiltinNode(node) ?? []),
  ];
}

/** `declare` and `select` have nodes of their own. */
function judgeBuiltinNode(node: ShellNode): ScriptRefusal | null {
  const word = node.children[0]?.text;
  if (node.type === 'declaration_command') {
    const isPlain = node.children.every(
      (child) => !child.isNamed || /^variable_(name|assignment)$/.test(child.type) || child.text === '-r',
    );
    if (['local', 'export', 'readonly'].includes(word ?? '') && isPlain) return null;
    return refuseNode(
      node,
      'it changes what a name is',
      'Write name="value", local name="value" or export NAME="value".',
    );
  }
  if (node.type === 'unset_command' && node.children.some((child) => child.isNamed && child.type !== 'variable_name'))
    return refuseNode(node, 'which name it takes away is not plain', 'Write unset NAME.');
  if (node.type === 'for_statement' && word === 'select')
    return refuseNode(node, 'it waits for a person to type', 'Make the choice a parameter of the procedure.');
  return null;
}

/** The parser takes them for names where they stand alone; the shell never does. */
const KEY_WORDS =
  'if then else elif fi case esac for select while until do done in function coproc { } ! [[ ]] ]'.split(' ');

function judgeCommand(command: ShellCommand, declared: DeclaredScript, constants: Constants): ScriptRefusal | null {
  if (command.name === null)
    return refuseNode(
      command.node,
      'which program runs is not plain from the text',
      'Write the program’s name out, without quotes or variables.',
    );
  if (KEY_WORDS.includes(command.name))
    return refuseNode(
      command.node,
      'to the shell this is no command but a part of its grammar',
      'Correct the script; bash -n FILE says where it stops.',
    );
  const unwrapped = unwrap(command);
  if ('why' in unwrapped) return unwrapped;
  const { program, words } = unwrapped;
  const never = whyNeverRun(program);
  if (never) return refuseNode(command.node, ...never);
  return (
    judgeInterpreter(program, words, command) ??
    judgeWriter(program, words, command, declared, constants) ??
    judgeFind(program, words, command, declared, constants) ??
    judgeOptions(program, words, command) ??
    judgeOutputs(program, words, command, declared, constants) ??
    judgeStdin(program, words, command)
  );
}

/** Programs that run another one: their options, those of them with a value, and how many operands stand before it. */
const WRAPPERS: Record<string, { plain: RegExp; withValue: readonly string[]; operands?: number }> = {
  env: { plain: /^-i$|^[A-Za-z_]\w*=/, withValue: ['-u'] },
  nice: { plain: /^-n?-?\d+$/, withValue: ['-n'] },
  ionice: { plain: /^-c\d$/, withValue: ['-c', '-n'] },
  timeout: { plain: /^--(foreground|preserve-status)$/, withValue: ['-k', '-s'], operands: 1 },
  stdbuf: { plain: /^-[ioe][0L]$/, withValue: [] },
  time: { plain: /^-p$/, withValue: [] },
  flock: { plain: /^-[nxs]$/, withValue: ['-w'], operands: 1 },
  xargs: { plain: /^(-0|-r|--no-run-if-empty|--null)$/, withValue: ['-n', '-P', '-L'] },
};

type Unwrapped = { program: string; words: ShellWord[] };

function unwrap(command: ShellCommand): Unwrapped | ScriptRefusal {
  let program = programOf(command.name as string);
  let words = command.arguments;
  while (program === 'sudo' || Object.hasOwn(WRAPPERS, program) || (program === 'command' && !isQuestion(words))) {
    const inner = program === 'sudo' ? behindSudo(words) : behindWrapper(program, words);
    const [next, ...rest] = inner ?? [];
    if (!next?.isWhole || next.hasPattern || next.literal.startsWith('-'))
      return refuseNode(
        command.node,
        program === 'sudo'
          ? 'sudo would wait for a password, or what it runs is not plain'
          : `what ${program} runs is not plain from the text`,
        program === 'sudo'
          ? 'Write sudo -n and the program, with -u and -g where they are needed.'
          : 'Write the command by itself.',
      );
    program = programOf(next.literal);
    words = rest;
  }
  return { program, words };
}

const isQuestion = ([first]: readonly ShellWord[]) => /^-[vV]$/.test(first?.literal ?? '');

function behindSudo(words: readonly ShellWord[]): ShellWord[] | null {
  try {
    const sudo = readSudo(['sudo', ...words.map((word) => (word.isWhole ? word.literal : '?'))]);
    return sudo?.neverAsks ? words.slice(words.length - sudo.command.length) : null;
  } catch {
    return null;
  }
}

function behindWrapper(program: string, words: readonly ShellWord[]): ShellWord[] | null {
  const { plain, withValue, operands = 0 } = WRAPPERS[program] ?? { plain: /^-p$/, withValue: [] };
  let at = 0;
  for (; at < words.length; at += 1) {
    const literal = words[at]?.literal ?? '';
    if (withValue.includes(literal)) at += 1;
    else if (!plain.test(literal)) break;
  }
  const before = words.slice(0, at);
  // A value that is put before the program must not become the program.
  if (before.some((word) => word.hasPattern)) return null;
  if (program === 'env' && before.some((word) => /^(PATH|LD_\w*|BASH_ENV|ENV|IFS)=/.test(word.literal))) return null;
  return words.slice(at + operands);
}

function judgeFind(
  program: string,
  words: readonly ShellWord[],
  { node }: ShellCommand,
  declared: DeclaredScript,
  constants: Constants,
): ScriptRefusal | null {
  if (program !== 'find') return null;
  if (
    words.some(
      (word) =>
        /^-(exec|execdir|ok|okdir|fprint|fprintf|fls)/.test(word.literal) || (!word.isWhole && word.literal === ''),
    )
  )
    return refuseNode(
      node,
      'find runs or writes something of its own here',
      'Let find print, and work on the files in a loop.',
    );
  const roots = words.slice(
    0,
    words.findIndex((word) => word.literal.startsWith('-')),
  );
  const isDeleting = words.some((word) => word.literal === '-delete');
  if (!isDeleting || (roots.length > 0 && roots.every((word) => isInside(word, declared, constants)))) return null;
  return refuseNode(
    node,
    'it deletes outside of the step’s folders',
    'Name the folder under "folders" of the step, and begin find there.',
  );
}

/** Options with which a plain program runs another one, or ends more than the one that is meant. */
const OPTIONS: Record<string, [option: RegExp, why: string, remedy: string]> = {
  git: [
    /^(-c|--config-env.*|--exec-path.*|--upload-pack.*|--receive-pack.*|--exec.*|-u.+)$/,
    'git runs a program that the option names',
    'Leave the option out.',
  ],
  tar: [
    /^(--to-command|--checkpoint-action|--use-compress-program|--rsh-command|--rmt-command|-I|-F|--info-script)/,
    'tar runs a program that the option names',
    'Use -z, -j or -J.',
  ],
  rsync: [/^(-e|--rsh|--rsync-path)/, 'rsync runs a program that the option names', 'Copy on this machine only.'],
  pgrep: [
    /^(-[a-z]*f[a-z]*|--full)$/,
    'a pattern over command lines fits other programs too',
    'Ask the service manager for the number.',
  ],
  sort: [/^--compress-program/, 'sort runs a program that the option names', 'Leave the option out.'],
  curl: [/^(-K|--config)/, 'curl reads its options from elsewhere', 'Write the options out.'],
  printf: [/^-v$/, 'it writes to a name that may be code', 'Write name="value".'],
  test: [/^-[vR]$/, 'it evaluates what stands in brackets', 'Use [ -n "$NAME" ].'],
  rm: [/^--no-preserve-root$/, 'it takes the last guard of rm away', 'Leave the option out.'],
};

function judgeOptions(program: string, words: readonly ShellWord[], { node }: ShellCommand): ScriptRefusal | null {
  const [option, why, remedy] = (Object.hasOwn(OPTIONS, program) && OPTIONS[program]) || [];
  if (option && why && remedy && words.some((word) => option.test(word.literal))) return refuseNode(node, why, remedy);
  if (program === 'printf' && words[0] && !words[0].isWhole)
    return refuseNode(node, 'a value is the form and not what is put into it', 'Write printf \'%s\\n\' "$NAME".');
  if (program !== 'kill') return null;
  const wild = operandsOf(words, ['-s', '-n']).find((word) =>
    word.isWhole ? !/^[1-9]\d+$/.test(word.literal) : word.literal !== '',
  );
  const isAll = words.some((word, at) => at > 0 && /^-\d/.test(word.literal));
  if (!wild && !isAll) return null;
  return refuseNode(node, 'it ends more than one named process', 'Give kill the number of one process.');
}

/** Nobody types, so what reads from there gets nothing: named here, rather than found out in the middle of a rollback. */
const READ_STDIN = [
  'read',
  'cat',
  'sort',
  'head',
  'tail',
  'wc',
  'gzip',
  'gunzip',
  'zcat',
  'tee',
  'xargs',
  'pg_restore',
  'psql',
  'patch',
];

function judgeStdin(program: string, words: readonly ShellWord[], command: ShellCommand): ScriptRefusal | null {
  const isNamed = words.some((word) => /^\/dev\/(stdin|tty|fd\/0)|^\/proc\/self\/fd\/0/.test(word.literal));
  const reads = READ_STDIN.includes(program) && (program === 'read' || operandsOf(words).length === 0);
  if (!isNamed && (!reads || hasInput(command))) return null;
  return refuseNode(
    command.node,
    'it reads what somebody would have to type',
    'Give it a file or a pipe to read from; a choice is a parameter.',
  );
}

function hasInput({ node, above }: ShellCommand): boolean {
  let below = node;
  for (const one of above) {
    if (one.type === 'pipeline' && one.children[0] !== below) return true;
    if (one.children.some((child) => /^(heredoc|herestring)_redirect$/.test(child.type) && child !== below))
      return true;
    if (
      one.children.some((child) => child.type === 'file_redirect' && child.children.some((sign) => sign.text === '<'))
    )
      return true;
    if (one.type === 'heredoc_redirect') return true;
    below = one;
  }
  return false;
}
