/** A shell text as a real shell parser reads it, copied out of the parser: plain, and the same wherever it is judged. */
export type ShellNode = {
  type: string;
  text: string;
  /** From 1. */
  line: number;
  /** Of the grammar; the others are signs and key words. */
  isNamed: boolean;
  /** The parser put it in so that it could go on: the text does not have it. */
  isMissing: boolean;
  /** What it is to its parent ("name", "argument", "body"), where the grammar says so. */
  field: string | null;
  children: ShellNode[];
};

/** A node with everything above it, the nearest first. */
export type PlacedNode = { node: ShellNode; above: readonly ShellNode[] };

/** Every node of the tree, each before what is below it. */
export function* nodesIn(node: ShellNode, above: readonly ShellNode[] = []): Generator<PlacedNode> {
  yield { node, above };
  const next = [node, ...above];
  for (const child of node.children) yield* nodesIn(child, next);
}

export const namedChildren = (node: ShellNode): ShellNode[] => node.children.filter((child) => child.isNamed);
export const childrenAs = (node: ShellNode, field: string): ShellNode[] =>
  node.children.filter((child) => child.field === field);

/** One argument, as far as the text alone says what it will be. */
export type ShellWord = {
  /** Its characters up to the first expansion. */
  literal: string;
  /** Nothing is expanded in it, so `literal` is the whole of it. */
  isWhole: boolean;
  /** What is expanded in it: names of variables. */
  variables: string[];
  /** The shell may make several of it, or none. */
  hasPattern: boolean;
  node: ShellNode;
};

/** Reads one argument. Escapes outside of quotes count as a pattern: what they come to is not read here. */
export function wordOf(node: ShellNode): ShellWord {
  const word: ShellWord = { literal: '', isWhole: true, variables: [], hasPattern: false, node };
  for (const part of node.type === 'concatenation' ? node.children : [node]) addPart(word, part);
  return word;
}

const EXPANSIONS = [
  'simple_expansion',
  'expansion',
  'command_substitution',
  'arithmetic_expansion',
  'process_substitution',
];

function addPart(word: ShellWord, part: ShellNode): void {
  if (part.type === 'string') {
    addString(word, part);
    return;
  }
  if (EXPANSIONS.includes(part.type)) {
    word.isWhole = false;
    word.variables.push(...variablesIn(part));
    return;
  }
  const bare = part.type === 'raw_string' ? part.text.slice(1, -1) : part.text;
  if (part.type !== 'raw_string' && /[*?[\]{}\\~]/.test(part.text)) word.hasPattern = true;
  if (word.isWhole) word.literal += bare;
}

/** The parser leaves blanks between the parts of a string out, so the text is cut and not put together. */
function addString(word: ShellWord, string: ShellNode): void {
  const inner = string.children.filter((child) => EXPANSIONS.includes(child.type));
  const text = string.text.slice(1, -1);
  const first = inner[0];
  if (word.isWhole) word.literal += first ? text.slice(0, text.indexOf(first.text)) : text;
  if (!first) return;
  word.isWhole = false;
  word.variables.push(...inner.flatMap(variablesIn));
}

/** The names of all variables that are read below a node. */
export function variablesIn(node: ShellNode): string[] {
  return [...nodesIn(node)].flatMap(({ node: one, above }) => {
    if (one.type !== 'variable_name' && one.type !== 'special_variable_name') return [];
    return above[0]?.type === 'variable_assignment' || above[0]?.type === 'for_statement' ? [] : [one.text];
  });
}

/** A command of the text: the name as far as it is plain, its arguments, and what is put into its environment. */
export type ShellCommand = {
  /** Null where the name is not written out in plain letters. */
  name: string | null;
  arguments: ShellWord[];
  assignments: ShellNode[];
  node: ShellNode;
  above: readonly ShellNode[];
};

/** Takes a `command` or `declaration_command` node apart. */
export function commandOf({ node, above }: PlacedNode): ShellCommand {
  const [nameNode] = childrenAs(node, 'name');
  const assignments = node.children.filter((child) => child.type === 'variable_assignment');
  const given = childrenAs(node, 'argument').map(wordOf);
  const bare = nameNode ? wordOf(nameNode.children[0] ?? nameNode) : undefined;
  const isPlain = bare !== undefined && bare.node.type === 'word' && bare.isWhole && !bare.hasPattern;
  return { name: isPlain ? bare.literal : null, arguments: given, assignments, node, above };
}

/** Every command of a tree, those inside functions, conditions and substitutions too. */
export function commandsIn(root: ShellNode): ShellCommand[] {
  return [...nodesIn(root)].filter(({ node }) => node.type === 'command').map(commandOf);
}

/** The last part of a program's path. */
export const programOf = (name: string): string => name.split('/').at(-1) ?? name;
