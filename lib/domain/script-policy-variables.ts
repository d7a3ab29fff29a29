import { type DeclaredScript, refuseNode, type ScriptRefusal } from './script-policy-verdict';
import { commandOf, nodesIn, type ShellNode } from './shell-tree';

/** What every command of the console gets beside its own. */
const GIVEN = ['PATH', 'HOME', 'LANG', 'TZ', 'PWD'];

/** Variables that change how the shell or the loader behaves: neither a parameter nor the script may set them. */
const RULING =
  /^(PATH|HOME|IFS|ENV|PS[0-4]|CDPATH|GLOBIGNORE|SHELLOPTS|PROMPT_COMMAND|HISTFILE|TMPDIR|UID|EUID|PPID|LINENO|OPTARG|OPTIND|RANDOM|SECONDS|REPLY|PERL5LIB|PERL5OPT|PYTHON.*|NODE_OPTIONS|RUBYOPT|RUBYLIB|GIT_.*|BASH.*|LD_.*|DYLD_.*|SSH_.*|_RC_.*|_)$/i;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether a name may be that of a parameter or of a variable that a place gives; those in capitals, as is the custom. */
export function isVariableName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name) && name.length <= 63 && !RULING.test(name);
}

/** What is wrong with the environment that a target's places give: none of it may rule the shell. */
export function placeComplaints(
  places: Record<string, { env?: Record<string, string> }> = {},
): { path: (string | number)[]; message: string }[] {
  return Object.entries(places).flatMap(([key, { env = {} }]) =>
    Object.keys(env)
      .filter((name) => !isVariableName(name))
      .map((name) => ({
        path: ['places', key, 'env', name],
        message: 'it would change how the shell or its programs behave',
      })),
  );
}

/** All names that have a value somewhere in the script, from outside or by its own hand. */
export function definedVariables(root: ShellNode, declared: DeclaredScript): ReadonlySet<string> {
  const names = [...GIVEN, ...declared.parameters, ...declared.variables];
  for (const placed of nodesIn(root)) {
    const { node, above } = placed;
    // What stands before a command is given to that command only.
    if (node.type === 'variable_assignment' && above[0]?.type !== 'command') names.push(node.children[0]?.text ?? '');
    if (node.type === 'for_statement') names.push(...node.children.filter(isLoopName).map((child) => child.text));
    if (node.type === 'command') names.push(...namesRead(placed));
  }
  return new Set(names);
}

function namesRead(placed: Parameters<typeof commandOf>[0]): string[] {
  const { name, arguments: words } = commandOf(placed);
  return name === 'read'
    ? words.filter((word) => word.isWhole && NAME.test(word.literal)).map((word) => word.literal)
    : [];
}

const isLoopName = (child: ShellNode) => child.field === 'variable';

/** Names that the script only ever gives numbers: arithmetic may use them. */
export function countedVariables(root: ShellNode, declared: DeclaredScript): ReadonlySet<string> {
  const isNumber = new Map<string, boolean>();
  const note = (name: string, is: boolean) => isNumber.set(name, is && (isNumber.get(name) ?? true));
  for (const placed of nodesIn(root)) {
    const { node } = placed;
    if (node.type === 'variable_assignment') note(node.children[0]?.text ?? '', isCounting(node));
    if (node.type === 'for_statement') {
      const values = node.children.filter((child) => child.field === 'value');
      for (const { text } of node.children.filter(isLoopName))
        note(
          text,
          values.every((value) => /^\d+$/.test(value.text)),
        );
    }
    if (node.type === 'command') for (const name of namesRead(placed)) note(name, false);
  }
  for (const name of [...declared.parameters, ...declared.variables]) note(name, false);
  return new Set([...isNumber].filter(([, is]) => is).map(([name]) => name));
}

function isCounting(assignment: ShellNode): boolean {
  const value = assignment.children.find((child) => child.field === 'value');
  return value !== undefined && (value.type === 'arithmetic_expansion' || /^\d+$/.test(value.text));
}

/** Whether the script leaves alone what rules the shell, and what people approved as parameters. */
export function judgeAssignments(root: ShellNode, { parameters, variables }: DeclaredScript): ScriptRefusal[] {
  return [...nodesIn(root)].flatMap((placed): ScriptRefusal[] => {
    const { node } = placed;
    const names =
      node.type === 'variable_assignment' || node.type === 'for_statement'
        ? node.children.filter((child) => child.type === 'variable_name').map((child) => child.text)
        : node.type === 'unset_command'
          ? node.children.filter((child) => child.isNamed).map((child) => child.text)
          : node.type === 'command'
            ? namesRead(placed)
            : [];
    const ruling = names.find((name) => RULING.test(name) || !NAME.test(name));
    if (ruling !== undefined)
      return [refuseNode(node, `${ruling} changes how the shell or its programs behave`, 'Use another name.')];
    const given = names.find((name) => parameters.includes(name) || variables.includes(name));
    if (given === undefined) return [];
    return [
      refuseNode(
        node,
        `${given} comes from outside, and people approve it as it is`,
        'Use another name for what the script works out.',
      ),
    ];
  });
}
