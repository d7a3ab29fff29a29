import { type DeclaredScript, refuseNode, type ScriptRefusal } from './script-policy-verdict';
import { nodesIn, type ShellCommand, type ShellNode, type ShellWord, wordOf } from './shell-tree';

/** What a variable stands for where the script gives it one value, once. */
export type Constants = ReadonlyMap<string, ShellWord>;

const SYSTEM = /^\/(bin|sbin|lib[^/]*|boot|dev|proc|sys|usr(?!\/local\/[^/]+\/))(\/|$)/;
const TOO_WIDE = [
  '/var/lib',
  '/var/log',
  '/var/tmp',
  '/var/run',
  '/var/cache',
  '/var/spool',
  '/etc/ssh',
  '/etc/systemd',
];

/** Why a folder cannot be one in which a script writes and deletes, or null. */
export function folderComplaint(folder: string): string | null {
  if (!/^(\/[A-Za-z0-9._-]+){2,}$/.test(folder) || folder.split('/').some((part) => part === '.' || part === '..'))
    return 'write it as a full path of two parts or more, such as /srv/replyx, without a slash at its end';
  if (SYSTEM.test(`${folder}/`) || TOO_WIDE.includes(folder))
    return 'it holds what the machine itself needs; name a folder below it';
  return null;
}

/** The variables whose one value is written out. */
export function constantsOf(root: ShellNode): Constants {
  const found = new Map<string, ShellWord | null>();
  for (const { node, above } of nodesIn(root)) {
    if (node.type === 'for_statement')
      for (const child of node.children) if (child.field === 'variable') found.set(child.text, null);
    if (node.type !== 'variable_assignment' || above[0]?.type === 'command') continue;
    const name = node.children[0]?.text ?? '';
    const value = node.children.find((child) => child.field === 'value');
    const isPlain = node.children[1]?.text === '=' && value !== undefined && !found.has(name);
    found.set(name, isPlain ? wordOf(value) : null);
  }
  return new Map([...found].filter((entry): entry is [string, ShellWord] => entry[1] !== null));
}

/** Whether a path can only ever lie in one of the folders, whatever the parameters are: those never climb. */
export function isInside(word: ShellWord, { parameters, folders }: DeclaredScript, constants: Constants): boolean {
  const [first] = word.variables;
  const constant = word.literal === '' && first !== undefined ? constants.get(first) : undefined;
  const begin = constant ? constant.literal : word.literal;
  const isFixed = constant ? constant.isWhole || constant.literal !== '' : true;
  const variables = [...(constant?.variables ?? []), ...(constant ? word.variables.slice(1) : word.variables)];
  const texts = [word.node.text, constant?.node.text ?? ''];
  if (!isFixed || texts.some((text) => /(^|["'/])\.\.(["'/]|$)|\$\(|`/.test(text))) return false;
  if (!variables.every((name) => parameters.includes(name))) return false;
  const isWhole = word.isWhole || (constant?.isWhole === true && /^"?\$\{?\w+\}?"?$/.test(word.node.text));
  return folders.some((folder) => begin.startsWith(`${folder}/`) || (begin === folder && isWhole));
}

/** Which operands a program writes to or takes away: all, all but the first, or the last. */
const WRITERS: Record<string, 'all' | 'rest' | 'last'> = {
  rm: 'all',
  rmdir: 'all',
  unlink: 'all',
  truncate: 'all',
  tee: 'all',
  mv: 'all',
  mkdir: 'all',
  touch: 'all',
  chmod: 'rest',
  chown: 'rest',
  chgrp: 'rest',
  cp: 'last',
  install: 'last',
  // What a link leads to is what is deleted through it later.
  ln: 'all',
  rsync: 'last',
};
const WITH_VALUE: Record<string, readonly string[]> = {
  truncate: ['-s', '-r'],
  mkdir: ['-m'],
  touch: ['-d', '-r', '-t'],
  install: ['-m', '-o', '-g'],
};

/** Whether a command writes and deletes only below the step's folders. `program`: its bare name. */
export function judgeWriter(
  program: string,
  words: readonly ShellWord[],
  { node }: ShellCommand,
  declared: DeclaredScript,
  constants: Constants,
): ScriptRefusal | null {
  const which = Object.hasOwn(WRITERS, program) ? WRITERS[program] : undefined;
  if (which === undefined) return null;
  if (program !== 'touch' && words.some((word) => /^(-t|--target-directory|--files-from)/.test(word.literal)))
    return refuseNode(node, 'an option says where it writes', 'Write where it writes as its last argument.');
  const operands = operandsOf(words, WITH_VALUE[program] ?? []);
  const written = which === 'last' ? operands.slice(-1) : which === 'rest' ? operands.slice(1) : operands;
  const wild = written.find((word) => !isInside(word, declared, constants));
  if (written.length > 0 && !wild) return null;
  return refuseNode(
    node,
    wild ? `${wild.node.text} may lie outside of the step’s folders` : 'what it is about is not written out',
    declared.folders.length === 0
      ? 'Name the folder under "folders" of the step, and write the path out from there.'
      : `Write the path out below ${declared.folders.join(' or ')}; of variables only parameters may be in it.`,
  );
}

export function operandsOf(words: readonly ShellWord[], withValue: readonly string[] = []): ShellWord[] {
  const end = words.findIndex((word) => word.isWhole && word.literal === '--');
  return words.filter((word, at) => {
    if (end !== -1 && at >= end) return at > end;
    if (word.literal.startsWith('-') && word.literal !== '-') return false;
    return !withValue.includes(words[at - 1]?.literal ?? '');
  });
}

/** Whether what is redirected goes to a file of the step's folders, to nothing, or to another of the script's streams. */
export function judgeRedirects(root: ShellNode, declared: DeclaredScript): ScriptRefusal[] {
  const constants = constantsOf(root);
  return [...nodesIn(root)].flatMap(({ node }): ScriptRefusal[] => {
    if (node.type !== 'file_redirect') return [];
    const sign = node.children.find((child) => !child.isNamed)?.text ?? '';
    const destination = node.children.find((child) => child.field === 'destination');
    const word = destination && wordOf(destination);
    if (!word) return [refuseNode(node, 'where it goes is not written out', 'Name the file.')];
    if (/^\/dev\/(stdin|tty|fd|tcp|udp)|^\/proc\//.test(word.literal))
      return [
        refuseNode(
          node,
          'it reads from a person, or reaches another machine',
          'Use a file or a program that says what it does.',
        ),
      ];
    if (sign === '<') return [];
    if (/^[<>]&$/.test(sign) && /^[12]$/.test(word.literal)) return [];
    if (word.isWhole && word.literal === '/dev/null') return [];
    if (/^(>|>>|&>|&>>|>\|)$/.test(sign) && isInside(word, declared, constants)) return [];
    return [
      refuseNode(
        node,
        'it writes outside of the step’s folders',
        'Name the folder under "folders" of the step, and write the path out from there.',
      ),
    ];
  });
}
