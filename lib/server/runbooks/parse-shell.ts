import 'server-only';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Parser, Node as TreeNode } from 'web-tree-sitter';
import { type DeclaredScript, judgeScript, type ScriptRefusal } from '@/lib/domain/script-policy';
import type { ShellNode } from '@/lib/domain/shell-tree';
import { byteLength, findHiddenCharacter } from '@/lib/domain/sql-policy-text';

export const MAX_SCRIPT_BYTES = 64 * 1024;
/** Nobody nests deeper; reading deeper would take the stack of whoever reads. */
const MAX_DEPTH = 80;
const MAX_PARSE_MS = 2_000;

let loading: Promise<Parser> | undefined;
let parser: Parser | undefined;

/**
 * Loads the shell's grammar; the functions below need it done once. Only where a script is at hand: it takes memory that
 * a console without scripts never needs.
 */
export async function loadShellParser(): Promise<void> {
  loading ??= load();
  parser = await loading;
}

async function load(): Promise<Parser> {
  const { Language, Parser: Made } = await import('web-tree-sitter');
  // Found as Node finds packages: a bundle has moved this file, and the grammars stay where they were installed.
  const require = createRequire(join(process.cwd(), 'package.json'));
  const grammar = join(dirname(require.resolve('tree-sitter-bash/package.json')), 'tree-sitter-bash.wasm');
  await Made.init();
  const made = new Made();
  made.setLanguage(await Language.load(grammar));
  return made;
}

/** A judge of scripts, loaded where a value below has a step of that kind; else none, and nothing is loaded. */
export async function scriptJudgeFor(value: unknown): Promise<typeof judgeScriptText | undefined> {
  if (!hasScript(value)) return undefined;
  await loadShellParser();
  return judgeScriptText;
}

function hasScript(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (value as { kind?: unknown }).kind === 'script' || Object.values(value).some(hasScript);
}

/** Parses a script and judges it: every reason why it may not run; none where it may. Never throws for a text. */
export function judgeScriptText(text: string, declared: DeclaredScript): ScriptRefusal[] {
  const refusal = judgeText(text);
  if (refusal) return [refusal];
  const root = parse(text);
  return 'why' in root ? [root] : judgeScript(root, declared);
}

function judgeText(text: string): ScriptRefusal | null {
  if (text.includes('\0'))
    return refuse('the text holds a NUL character, behind which anything could hide', 'Remove it.');
  if (byteLength(text) > MAX_SCRIPT_BYTES)
    return refuse('the text is longer than 64 KiB', 'Split it into steps that a person can read.');
  const hidden = findHiddenCharacter(text, true) ?? (text.includes('\r') ? 'U+000D' : null);
  if (hidden === null) return null;
  return refuse(`the text has the hidden character ${hidden}`, 'Remove it; what people approve must be what they see.');
}

function parse(text: string): ShellNode | ScriptRefusal {
  if (!parser) throw new Error('the shell parser was not loaded');
  const end = performance.now() + MAX_PARSE_MS;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > end });
  if (!tree) {
    parser.reset();
    return refuse('it takes too long to read', 'Split it into steps that a person can read.');
  }
  try {
    return (
      copy(tree.rootNode, null, 0) ?? refuse('it is nested too deeply to be read', 'Write it in plainer commands.')
    );
  } finally {
    // The tree lives in the parser's own memory, which nothing collects.
    tree.delete();
  }
}

function copy(node: TreeNode, field: string | null, depth: number): ShellNode | null {
  if (depth > MAX_DEPTH) return null;
  const children: ShellNode[] = [];
  for (const [at, child] of node.children.entries()) {
    const copied = child && copy(child, node.fieldNameForChild(at), depth + 1);
    if (copied === null) return null;
    children.push(copied);
  }
  const { type, text, isNamed, isMissing } = node;
  return { type, text, line: node.startPosition.row + 1, isNamed, isMissing, field, children };
}

function refuse(why: string, remedy: string): ScriptRefusal {
  return { line: 1, what: 'the whole text', why, remedy };
}
