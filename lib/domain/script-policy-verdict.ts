import type { ShellNode } from './shell-tree';

/** Why a script may not run: where, what stands there, why that is dangerous, and what to write instead. */
export type ScriptRefusal = { line: number; what: string; why: string; remedy: string };

/** What a script says of itself; people approve it together with its text. */
export type DeclaredScript = {
  /** Names of the variables that parameters come in. */
  parameters: readonly string[];
  /** Names of the variables that the place on the target gives it. */
  variables: readonly string[];
  /** Folders in which it writes and deletes; nowhere else. */
  folders: readonly string[];
};

const SHOWN = 60;

/** A refusal about a node of the text. */
export function refuseNode(node: Pick<ShellNode, 'line' | 'text'>, why: string, remedy: string): ScriptRefusal {
  return { line: node.line, what: shorten(node.text), why, remedy };
}

/** One refusal in one sentence, as complaints and errors carry it. */
export function scriptRefusalWords(refusal: ScriptRefusal): string {
  return `line ${refusal.line}: ${scriptRefusalReason(refusal)}`;
}

/** The same where the line is told beside it. */
export function scriptRefusalReason({ what, why, remedy }: ScriptRefusal): string {
  return `"${what}" was refused: ${why}. ${remedy}`;
}

function shorten(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
}
