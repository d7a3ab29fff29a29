import { countedVariables, definedVariables } from './script-policy-variables';
import { type DeclaredScript, refuseNode, type ScriptRefusal } from './script-policy-verdict';
import { commandOf, nodesIn, type PlacedNode, type ShellNode, variablesIn, wordOf } from './shell-tree';

/** Whether what is expanded stays what it is: quoted, known, and never code. */
export function judgeExpansions(root: ShellNode, declared: DeclaredScript): ScriptRefusal[] {
  const defined = definedVariables(root, declared);
  const counted = countedVariables(root, declared);
  return [...nodesIn(root)].flatMap((placed): ScriptRefusal[] => {
    const { node } = placed;
    if (node.type === 'simple_expansion') return firstOf(judgeVariable(placed, defined), judgeQuotes(placed));
    if (node.type === 'expansion')
      return firstOf(judgeOperators(node), judgeVariable(placed, defined), judgeQuotes(placed));
    if (node.type === 'command_substitution') return firstOf(judgeSubstitution(placed));
    if (node.type === 'arithmetic_expansion') return firstOf(judgeArithmetic(node, counted));
    if (node.type === 'test_command') return firstOf(judgeTest(node));
    return [];
  });
}

const firstOf = (...found: (ScriptRefusal | null)[]): ScriptRefusal[] => found.flatMap((one) => one ?? []).slice(0, 1);

/** Numbers, which hold neither blanks nor patterns. */
const SAFE_BARE = ['#', '?', '$'];

function judgeQuotes({ node, above }: PlacedNode): ScriptRefusal | null {
  const isNumber = node.type === 'simple_expansion' && variablesIn(node).every((name) => SAFE_BARE.includes(name));
  if (isNumber || isQuoted(above)) return null;
  const name = variablesIn(node)[0] ?? 'name';
  return refuseNode(
    node,
    'without quotes the shell splits the value at blanks and reads its * and ? as patterns',
    `Write "$${name}".`,
  );
}

/** In double quotes, or the value of an assignment, which the shell does not split. */
function isQuoted([parent, grand]: readonly ShellNode[]): boolean {
  if (!parent) return false;
  if (['string', 'heredoc_body', 'variable_assignment', 'arithmetic_expansion'].includes(parent.type)) return true;
  return parent.type === 'concatenation' && grand?.type === 'variable_assignment';
}

/** What may stand in ${…} beside the name; the others run code, name another variable or change the text by patterns. */
const OPERATORS = ['#', '##', '%', '%%', ':-', '-', ':?', '?'];

function judgeOperators(node: ShellNode): ScriptRefusal | null {
  const operators = node.children.filter((child) => child.field === 'operator').map((child) => child.text);
  const inner = node.children.find((child) => child.isNamed && /expansion|substitution/.test(child.type));
  if (operators.length <= 1 && operators.every((one) => OPERATORS.includes(one)) && !inner) return null;
  return refuseNode(
    node,
    'this form can run code, or read another variable than the one that is named',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    'Write "$NAME", or ${NAME:-text} with a plain text.',
  );
}

function judgeVariable({ node, above }: PlacedNode, defined: ReadonlySet<string>): ScriptRefusal | null {
  const isInFunction = above.some((one) => one.type === 'function_definition');
  const unknown = variablesIn(node).find(
    (name) => !defined.has(name) && !SAFE_BARE.includes(name) && !(isInFunction && /^([1-9]|@)$/.test(name)),
  );
  if (unknown === undefined) return null;
  return refuseNode(
    node,
    `nothing gives ${unknown} a value`,
    'Declare it under "parameters" or "variables" of the step, or give it a value on a line before this one.',
  );
}

/** A failure inside is only seen where the whole is the value of a plain assignment, and what it prints is no option there. */
function judgeSubstitution({ node, above }: PlacedNode): ScriptRefusal | null {
  if (node.children[0]?.text === '`')
    return refuseNode(node, 'back quotes are read twice', 'Write name="$(command)" on a line of its own.');
  const [parent, grand] = above[0]?.type === 'string' && above[0].children.length === 3 ? above.slice(1) : above;
  const isValue =
    parent?.type === 'variable_assignment' && grand?.type !== 'command' && grand?.type !== 'declaration_command';
  const isOne = node.children.filter((child) => child.isNamed).length === 1;
  const isPlain = ['command', 'pipeline', 'redirected_statement'].includes(
    node.children.find((child) => child.isNamed)?.type ?? '',
  );
  if (isValue && isOne && isPlain) return null;
  return refuseNode(
    node,
    isValue
      ? 'inside $(…) the shell goes on after a command that failed'
      : 'here a failure inside is never seen, and what it prints could become an option',
    'Write name="$(command)" on a line of its own, with one command, and use "$name" after it.',
  );
}

function judgeArithmetic(node: ShellNode, counted: ReadonlySet<string>): ScriptRefusal | null {
  const wild = variablesIn(node).find((name) => !counted.has(name));
  const isOldForm = node.children[0]?.text !== '$((';
  if (wild === undefined && !isOldForm) return null;
  return refuseNode(
    node,
    isOldForm
      ? 'this form is not read by the policy'
      : `the shell evaluates what ${wild} holds, which may be a command`,
    'Use numbers, and variables that are only ever given numbers in this script.',
  );
}

const ARITHMETIC_TESTS = ['-eq', '-ne', '-lt', '-le', '-gt', '-ge'];

/** [[ … -eq … ]] evaluates both sides as arithmetic, and -v evaluates what stands in brackets. */
function judgeTest(node: ShellNode): ScriptRefusal | null {
  const operators = [...nodesIn(node)]
    .filter(({ node: one }) => one.field === 'operator')
    .map(({ node: one }) => one.text);
  const isDouble = node.children[0]?.text === '[[';
  const wild = operators.find((one) => one === '-v' || one === '-R' || (isDouble && ARITHMETIC_TESTS.includes(one)));
  if (wild === undefined && node.children[0]?.text !== '((') return null;
  return refuseNode(
    node,
    `${wild ?? '(( … ))'} here evaluates text that may be a command`,
    'Compare numbers with [ "$a" -eq "$b" ].',
  );
}

/** Whether a command's arguments may come from what another command printed, and so begin with a hyphen. */
export function judgeLeadingVariables(root: ShellNode): ScriptRefusal[] {
  const printed = printedVariables(root);
  const commands = [...nodesIn(root)].filter(({ node }) => node.type === 'command').map(commandOf);
  return commands.flatMap(({ name, arguments: words }): ScriptRefusal[] => {
    if (name === null || TAKE_ANY.includes(name)) return [];
    const end = words.findIndex((word) => word.isWhole && word.literal === '--');
    const bare = (end === -1 ? words : words.slice(0, end)).find(
      (word) => word.literal === '' && !word.isWhole && word.variables.some((one) => printed.has(one)),
    );
    if (!bare) return [];
    return [
      refuseNode(
        bare.node,
        'its value was printed by a command, and one that begins with a hyphen would be an option',
        'Put -- before it, or write it as --name="$value".',
      ),
    ];
  });
}

const TAKE_ANY = ['echo', 'printf', 'test', '[', 'exit', 'return', 'sleep'];

/**
 * Variables that may begin with what a command printed or what was read. Parameters are judged where the plan is rendered,
 * and what a place gives was written by an administrator.
 */
function printedVariables(root: ShellNode): ReadonlySet<string> {
  const placed = [...nodesIn(root)];
  const printed = new Set(
    placed.filter(({ node }) => node.type === 'command').flatMap((one) => namesRead(commandOf(one))),
  );
  const assigned = placed.filter(({ node }) => node.type === 'variable_assignment').map(({ node }) => node);
  // One may be given to the next: gone through until nothing is found any more.
  for (let before = -1; before < printed.size; ) {
    before = printed.size;
    for (const node of assigned) if (beginsWithPrinted(node, printed)) printed.add(node.children[0]?.text ?? '');
  }
  return printed;
}

const namesRead = ({ name, arguments: words }: ReturnType<typeof commandOf>): string[] =>
  name === 'read' ? words.map((word) => word.literal).filter((word) => !word.startsWith('-')) : [];

function beginsWithPrinted(assignment: ShellNode, printed: ReadonlySet<string>): boolean {
  const value = assignment.children.find((child) => child.field === 'value');
  const word = value && wordOf(value);
  if (!word || word.isWhole || word.literal !== '') return false;
  return (
    [...nodesIn(word.node)].some(({ node }) => node.type === 'command_substitution') ||
    word.variables.some((name) => printed.has(name))
  );
}
