import { namesIn, nodesOf, type SqlTree } from './sql-policy-tree';

const OWN_NAMES: readonly unknown[] = ['SVFOP_CURRENT_USER', 'SVFOP_SESSION_USER', 'SVFOP_CURRENT_ROLE', 'SVFOP_USER'];
const RIGHTS = /^(pg_has_role|has_[a-z_]+_privilege)$/;
const WORDS = /\b(user|current_user|session_user|current_role|pg_has_role|has_\w+_privilege)\b/i;

/** Whether it is worth parsing the text: where none of the words is in it, it asks nothing about its role. */
export const maySpeakOfOwnRole = (text: string): boolean => WORDS.test(text);

/**
 * Whether a statement asks who it runs as, or what that role may do, so that it has to run as the one whose rights are in
 * question. Told from what the server would do: the same word in a comment, a literal or a name asks nothing.
 */
export function asksAboutOwnRole(tree: SqlTree): boolean {
  return [...nodesOf(tree)].some(({ tag, node }) => {
    if (tag === 'SQLValueFunction') return OWN_NAMES.includes(node.op);
    return tag === 'FuncCall' && isAboutRights(namesIn(node.funcname));
  });
}

function isAboutRights(name: readonly string[]): boolean {
  const isBuiltIn = name.length === 1 || (name.length === 2 && name[0] === 'pg_catalog');
  return isBuiltIn && RIGHTS.test(name.at(-1) as string);
}
