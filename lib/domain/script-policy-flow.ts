import { refuseNode, type ScriptRefusal } from './script-policy-verdict';
import { commandOf, namedChildren, nodesIn, type PlacedNode, programOf, type ShellNode } from './shell-tree';

/** Whether a command that fails always ends the script: the shell looks away in more places than people know. */
export function judgeFlow(root: ShellNode): ScriptRefusal[] {
  const functions = [...nodesIn(root)].flatMap(({ node }) =>
    node.type === 'function_definition' ? (node.children.find((child) => child.field === 'name')?.text ?? []) : [],
  );
  return [...nodesIn(root)].flatMap((placed): ScriptRefusal[] => {
    const refusal = judgeNode(placed, functions);
    return refusal ? [refusal] : [];
  });
}

function judgeNode(placed: PlacedNode, functions: readonly string[]): ScriptRefusal | null {
  const { node } = placed;
  if (node.type === 'list') return judgeList(placed);
  if (node.type === 'negated_command' && !isCondition(placed))
    return refuseNode(node, 'the shell never ends for a command behind !', 'Write: if command; then exit 1; fi.');
  if (node.type === 'if_statement') return judgeIf(node);
  if (node.type === 'command') return judgeCommand(placed, functions);
  if ((node.type === 'compound_statement' || node.type === 'subshell') && isCondition(placed))
    return namedChildren(node).length > 1
      ? refuseNode(node, UNSEEN, 'Write its commands on lines of their own.')
      : null;
  return null;
}

const UNSEEN = 'where its result is asked for, the shell goes on after a command inside that failed';

function judgeCommand(placed: PlacedNode, functions: readonly string[]): ScriptRefusal | null {
  const { name, arguments: words } = commandOf(placed);
  if (name === 'set')
    return judgeSet(
      placed.node,
      words.map((word) => word.node.text),
    );
  if (name !== null && functions.includes(name) && isCondition(placed))
    return refuseNode(placed.node, UNSEEN, 'Call the function on a line of its own.');
  return null;
}

function judgeSet(node: ShellNode, words: readonly string[]): ScriptRefusal | null {
  const isStricter = words.every((word, at) =>
    word === 'pipefail' ? /^-[eu]*o$/.test(words[at - 1] ?? '') : /^-[eu]+o?$|^-o$/.test(word),
  );
  const isPaired = words.every((word, at) => !/^-[eu]*o$/.test(word) || words[at + 1] === 'pipefail');
  if (isStricter && isPaired && words.length > 0) return null;
  return refuseNode(
    node,
    'the script runs with -e, -u and pipefail, and neither takes them off nor shows its variables',
    'Leave the line out.',
  );
}

function judgeList(placed: PlacedNode): ScriptRefusal | null {
  const { node, above } = placed;
  const [left, right] = namedChildren(node);
  const operator = node.children.find((child) => !child.isNamed)?.text;
  if (!left || !right || isHarmless(left)) return null;
  if (operator === '||' && isSwallowing(right))
    return refuseNode(
      node,
      'a failure of the first command passes for success',
      'Let it fail, or write: || { echo why; exit 1; }.',
    );
  const isCaught =
    isCondition(placed) || (above[0]?.type === 'list' && above[0].children.some(({ text }) => text === '||'));
  if (operator === '&&' && !isCaught)
    return refuseNode(
      node,
      'the shell does not end where the command before && fails',
      'Write the two on lines of their own.',
    );
  return null;
}

/** An `if` without `else` passes over the failure of what it asks. */
function judgeIf(node: ShellNode): ScriptRefusal | null {
  const conditions = node.children.filter((child) => child.field === 'condition' && child.isNamed);
  const hasElse = node.children.some((child) => child.type === 'else_clause');
  const wild = conditions.find((one) => one.type !== 'negated_command' && !isHarmless(one));
  if (hasElse || !wild) return null;
  return refuseNode(
    wild,
    'where this command fails, the script goes on as if nothing had happened',
    'Write it on a line of its own, or write: if ! command; then exit 1; fi.',
  );
}

/** Whether the shell asks for the node's result, and so does not end where it fails. */
function isCondition({ node, above: [parent, ...rest] }: PlacedNode): boolean {
  if (!parent) return false;
  if (node.field === 'condition' || parent.type === 'negated_command') return true;
  if (parent.type === 'elif_clause')
    return parent.children.findIndex((c) => c.text === 'then') > parent.children.indexOf(node);
  if (parent.type === 'list') return namedChildren(parent)[0] === node || isCondition({ node: parent, above: rest });
  const passesOn = ['pipeline', 'redirected_statement'].includes(parent.type);
  return passesOn && isCondition({ node: parent, above: rest });
}

const LOOKS: Record<string, readonly string[] | null> = {
  ...Object.fromEntries(
    'test [ true false : echo printf grep egrep fgrep diff cmp pgrep ls stat readlink realpath id hash type pg_isready'
      .split(' ')
      .map((name) => [name, null]),
  ),
  command: ['-v', '-V'],
  kill: ['-0'],
  git: ['diff', 'status', 'rev-parse', 'cat-file', 'show-ref', 'merge-base', 'ls-files', 'log', 'show'],
  systemctl: ['is-active', 'is-enabled', 'is-failed', 'status', 'show'],
};

/** Whether it only looks, so that its failure is an answer. */
function isHarmless(node: ShellNode): boolean {
  if (node.type === 'test_command') return true;
  if (node.type === 'command') {
    const { name, arguments: words } = commandOf({ node, above: [] });
    const looks = name === null || !Object.hasOwn(LOOKS, programOf(name)) ? undefined : LOOKS[programOf(name)];
    return looks === null || (looks !== undefined && words.some((word) => looks.includes(word.literal)));
  }
  const isMadeOfThem = ['negated_command', 'list', 'pipeline'].includes(node.type);
  if (isMadeOfThem) return namedChildren(node).every(isHarmless);
  const body =
    node.type === 'redirected_statement' ? namedChildren(node).find((child) => child.field === 'body') : undefined;
  return body !== undefined && isHarmless(body);
}

const NEVER_FAILS = ['true', ':', 'echo', 'printf'];

/** Whether it ends well by itself, so that nothing is left of the failure before it. */
function isSwallowing(node: ShellNode): boolean {
  if (node.type === 'command') {
    const { name, arguments: words } = commandOf({ node, above: [] });
    if (name === 'exit' || name === 'return') return words.length > 0 && /^0*$/.test(words[0]?.literal ?? '');
    return name !== null && (NEVER_FAILS.includes(name) || name === 'continue' || name === 'break');
  }
  const last = namedChildren(node).at(-1);
  const isGroup = ['compound_statement', 'subshell', 'pipeline', 'redirected_statement', 'list'].includes(node.type);
  const inner = node.type === 'redirected_statement' ? namedChildren(node)[0] : last;
  return node.type === 'variable_assignment' || node.type === 'test_command'
    ? node.type === 'variable_assignment'
    : isGroup && inner !== undefined && isSwallowing(inner);
}
