import { findSecretArgument, isSecretName } from './argument-secrets';
import { refuseNode, type ScriptRefusal } from './script-policy-verdict';
import { commandsIn, nodesIn, type ShellCommand, type ShellNode, variablesIn, wordOf } from './shell-tree';

const SAFE_WAY = 'Give it through the environment, a file such as ~/.pgpass, or a pipe that the program reads it from.';

/** Whether a password could be read in the list of processes, in the output, or in the text itself. */
export function judgeSecrets(root: ShellNode): ScriptRefusal[] {
  const secrets = secretVariables(root);
  return [...commandsIn(root).flatMap((command) => judgeCommand(command, secrets) ?? []), ...judgeTexts(root)];
}

/** Variables that hold a secret by their name, or were given one. */
function secretVariables(root: ShellNode): (name: string) => boolean {
  const given = new Set<string>();
  const assigned = [...nodesIn(root)].filter(({ node }) => node.type === 'variable_assignment').map(({ node }) => node);
  const isSecret = (name: string) => isSecretName(name) || given.has(name);
  for (let before = -1; before < given.size; ) {
    before = given.size;
    for (const node of assigned) if (variablesIn(node).some(isSecret)) given.add(node.children[0]?.text ?? '');
  }
  return isSecret;
}

function judgeCommand(command: ShellCommand, isSecret: (name: string) => boolean): ScriptRefusal | null {
  const { node, arguments: words, name } = command;
  const read = words.find((word) => word.variables.some(isSecret));
  if (read && !isHandedOn(command))
    return refuseNode(
      node,
      name === 'echo' || name === 'printf'
        ? 'it prints a secret'
        : 'a password in an argument is seen by everybody who lists the processes',
      SAFE_WAY,
    );
  const why = findSecretArgument([name ?? '', ...words.map((word) => word.literal)]);
  return why === null ? null : refuseNode(node, `${why}, which everybody sees who lists the processes`, SAFE_WAY);
}

/** A builtin of the shell, with nothing of it in the list of processes, whose output another command reads. */
function isHandedOn({ name, node, above }: ShellCommand): boolean {
  const [parent] = above;
  return (name === 'printf' || name === 'echo') && parent?.type === 'pipeline' && parent.children.at(-1) !== node;
}

/** A secret that stands in the text is kept, shown and approved with it. */
function judgeTexts(root: ShellNode): ScriptRefusal[] {
  return [...nodesIn(root)].flatMap(({ node }): ScriptRefusal[] => {
    if (node.type !== 'variable_assignment' || !isSecretName(node.children[0]?.text ?? '')) return [];
    const value = node.children.find((child) => child.field === 'value');
    const word = value && wordOf(value);
    if (!word || word.literal === '' || !word.isWhole) return [];
    return [
      refuseNode(
        { line: node.line, text: `${node.children[0]?.text}=…` },
        'the secret itself stands in the text, which is kept and shown',
        'Name it under "variables": the place on the target gives it.',
      ),
    ];
  });
}
