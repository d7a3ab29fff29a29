import { refuseNode, type ScriptRefusal } from './script-policy-verdict';
import { namedChildren, nodesIn, type PlacedNode, type ShellNode } from './shell-tree';

/** What a script may be made of. An allow-list: what a later shell or parser brings is refused until somebody has looked at it. */
const NODES: ReadonlySet<string> = new Set(
  `program comment command command_name word number string string_content raw_string concatenation simple_expansion
  expansion variable_name special_variable_name variable_assignment command_substitution arithmetic_expansion
  if_statement elif_clause else_clause test_command binary_expression unary_expression parenthesized_expression
  test_operator for_statement while_statement do_group case_statement case_item extglob_pattern regex pipeline list
  negated_command redirected_statement file_redirect file_descriptor heredoc_redirect heredoc_start heredoc_body
  heredoc_content heredoc_end herestring_redirect subshell compound_statement function_definition declaration_command
  unset_command`.split(/\s+/),
);

const INSTEAD: Record<string, [why: string, remedy: string]> = {
  ansi_c_string: ["$'…' writes characters that nobody sees", 'Write the text out in plain quotes.'],
  translated_string: ['$"…" is translated before it is used', 'Write the text out in plain quotes.'],
  process_substitution: [
    'a failure inside <(…) or >(…) is never seen',
    'Write to a file in a named folder and read that.',
  ],
  array: ['lists are not read by the policy', 'Write one command for each value.'],
  subscript: ['what stands in […] may be run by the shell', 'Use a variable of its own for each value.'],
  c_style_for_statement: ['a counting loop evaluates its text', 'Write: for n in 1 2 3.'],
  ternary_expression: ['the arithmetic is more than the policy reads', 'Use plain sums.'],
};

/** The parts of the grammar, before anything is asked about what they say: one refusal for each that may not be there. */
export function judgeShape(root: ShellNode): ScriptRefusal[] {
  return [...nodesIn(root)].flatMap((placed) => judgeNode(placed) ?? []);
}

function judgeNode({ node, above }: PlacedNode): ScriptRefusal | null {
  if (node.type === 'ERROR' || node.isMissing)
    return refuseNode(
      node.text === '' && above[0] ? above[0] : node,
      `the shell's grammar does not allow this here${node.isMissing ? `: ${node.type} is missing` : ''}`,
      'Correct the script; bash -n FILE says where it stops.',
    );
  if (node.isNamed) return judgeNamed(node, above);
  if (node.type === '&' && above[0]?.type !== 'binary_expression')
    return refuseNode(
      above[0] ?? node,
      'what runs in the background outlives the step, and its failure is never seen',
      'Run it in the foreground, or let the service manager start it.',
    );
  return null;
}

function judgeNamed(node: ShellNode, above: readonly ShellNode[]): ScriptRefusal | null {
  // Dollar quotes come as a sign of their own before the string.
  if (
    node.children.some((child, at) => child.type === '$' && !child.isNamed && node.children[at + 1]?.type === 'string')
  )
    return refuseNode(node, ...(INSTEAD.translated_string as [string, string]));
  if (NODES.has(node.type)) return judgeLeaf(node, above[0]);
  const [why, remedy] = INSTEAD[node.type] ?? [
    `${node.type.replaceAll('_', ' ')} is not on the list of what a script may consist of`,
    'Write it in plainer commands, or have this one reviewed and added to the list.',
  ];
  return refuseNode(node, why, remedy);
}

/** Leaves whose text is what it is, to the shell as well. */
const VERBATIM = ['raw_string', 'comment', 'heredoc_start', 'heredoc_end', 'program'];

/**
 * A parser that is not the shell itself may read a word otherwise than the shell does. Where the two are known to part, at
 * escapes and at expansions that were not taken apart, nothing is believed.
 */
function judgeLeaf(node: ShellNode, parent: ShellNode | undefined): ScriptRefusal | null {
  if (node.type === 'heredoc_body') return judgeHereDocument(node, parent);
  if (node.children.length > 0 || VERBATIM.includes(node.type)) return null;
  const isQuoted = parent?.type === 'string';
  const text = isQuoted ? node.text.replace(/\\[\\"$`]/g, '') : node.text;
  if (/[$`]/.test(text) || (!isQuoted && /[\\\s]/.test(text)))
    return refuseNode(
      node,
      'what the shell makes of an escape or a sign like this is not plain from the text',
      "Put it into single quotes, or in double quotes with the variable's name alone.",
    );
  return null;
}

function judgeHereDocument(body: ShellNode, redirect: ShellNode | undefined): ScriptRefusal | null {
  const start = redirect?.children.find((child) => child.type === 'heredoc_start');
  if (/^'[A-Za-z_]+'$/.test(start?.text ?? '') || !/[$`\\]/.test(body.text)) return null;
  return refuseNode(
    start ?? body,
    'the text below it is read for variables and commands',
    "Quote its end mark, as in <<'END', and write values with printf.",
  );
}

/** Whether there is anything in the text that would run. */
export function isEmptyScript(root: ShellNode): boolean {
  return namedChildren(root).every((child) => child.type === 'comment');
}
