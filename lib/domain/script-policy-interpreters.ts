import { refuseNode, type ScriptRefusal } from './script-policy-verdict';
import type { ShellCommand, ShellWord } from './shell-tree';

const SHELL = /^(ba|da|k|z|fi|c|tc|a|mk)?sh$/;
const LANGUAGE = /^(python[\d.]*|pypy[\d.]*|perl|ruby|node|nodejs|php|lua[\d.]*|tclsh|Rscript|deno|bun)$/;
const CODE = /^(-[A-Za-z]*[ceEprR][A-Za-z]*|--(command|eval|print|execute|expression|run).*)$/;

/** Whether a bare name is that of a program that runs text. */
export const isInterpreter = (program: string): boolean => SHELL.test(program) || LANGUAGE.test(program);

/** Programs that run a text: it has to be a named file of the target, and neither an argument nor what a pipe brings. */
export function judgeInterpreter(
  program: string,
  words: readonly ShellWord[],
  { node }: ShellCommand,
): ScriptRefusal | null {
  if (program === 'awk' || program === 'gawk' || program === 'mawk') return judgeAwk(words, node);
  if (program === 'sed') return judgeSed(words, node);
  if (program === 'psql') return judgePsql(words, node);
  if (!isInterpreter(program)) return null;
  const [first, second] = words;
  // python -m runs an installed module, which is a named file as well.
  const isModule =
    /^python/.test(program) && first?.literal === '-m' && second?.isWhole === true && /^[\w.]+$/.test(second.literal);
  if (isModule) return null;
  const code = words.find(
    (word, at) => CODE.test(word.literal) && words.slice(0, at).every((one) => one.literal.startsWith('-')),
  );
  if (code)
    return refuseNode(
      node,
      `${program} runs an argument as code`,
      'Write the commands as lines of this script, or put the program into a file on the target.',
    );
  const file = words.find((word) => !word.literal.startsWith('-') || word.literal === '-');
  if (!file || file.literal === '-' || words.some((word) => word.literal === '-s'))
    return refuseNode(
      node,
      `${program} runs whatever comes through the pipe or the text below it`,
      'Save what is to run to a file that people have read, and bind it as a command of the target.',
    );
  if (!file.isWhole || file.hasPattern || file.literal.startsWith('/dev/') || file.literal.startsWith('/proc/'))
    return refuseNode(node, 'which file is run is not plain from the text', 'Write the path of the file out.');
  return null;
}

function judgeAwk(words: readonly ShellWord[], node: ScriptRefusalNode): ScriptRefusal | null {
  const isRunning = (word: ShellWord) => /system|getline|[|>`]|@/.test(word.literal);
  const programs = words.filter((word) => !word.literal.startsWith('-') || word.literal.startsWith('-v'));
  const text = programs[0];
  if (words.some((word) => /^(-f|-E|-l|-i|--(file|exec|load|include|source))/.test(word.literal)))
    return refuseNode(node, 'awk runs a program from elsewhere', 'Write the awk program out in single quotes.');
  if (!text || words.every((word) => word.node.type !== 'raw_string'))
    return refuseNode(node, 'the awk program is not plain from the text', 'Write it in single quotes.');
  return words.some((word) => word.node.type === 'raw_string' && isRunning(word))
    ? refuseNode(node, 'this awk program can run commands or write files', 'Let awk print only.')
    : null;
}

type ScriptRefusalNode = ShellCommand['node'];

function judgeSed(words: readonly ShellWord[], node: ScriptRefusalNode): ScriptRefusal | null {
  const script = words.find((word) => !word.literal.startsWith('-'));
  const isElsewhere = words.some((word) => /^(-[a-zA-Z]*[if]|--(file|in-place|expression))/.test(word.literal));
  const isPlain = script?.isWhole === true && !/(^|[;{}\s\d/$])[eErRwW](\s|$)|\/[gpiIm\d]*[ewW]/.test(script.literal);
  if (isPlain && !isElsewhere) return null;
  return refuseNode(
    node,
    'this form of sed can run commands or change files',
    'Let sed print to a file of the step’s folders, with its script in single quotes.',
  );
}

/** A file of statements stops at the first mistake, ignores the user's own start-up file, and is a whole. */
function judgePsql(words: readonly ShellWord[], node: ScriptRefusalNode): ScriptRefusal | null {
  const literals = words.map((word) => word.literal);
  const isFile = literals.some((word) => /^(-f|--file)/.test(word));
  const isCode = literals.some((word) => /^(-c|--command)/.test(word));
  const stops = literals.some((word) =>
    /^(-v)?ON_ERROR_STOP=(1|on)$|^--(set|variable)=ON_ERROR_STOP=(1|on)$/.test(word),
  );
  const isClean = literals.some((word) => /^(-X|--no-psqlrc)$/.test(word));
  if (isFile && !isCode && stops && isClean) return null;
  return refuseNode(
    node,
    isCode
      ? 'its statements are read by no policy'
      : 'psql goes on after a statement that failed, or reads what a pipe brings',
    'Use a step of kind sql, or psql -X -1 -v ON_ERROR_STOP=1 -f FILE.',
  );
}
