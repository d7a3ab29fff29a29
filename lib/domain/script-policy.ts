import { isSecretName } from './argument-secrets';
import { judgeExpansions, judgeLeadingVariables } from './script-policy-expansions';
import { judgeFlow } from './script-policy-flow';
import { folderComplaint, judgeRedirects } from './script-policy-paths';
import { judgePrograms } from './script-policy-programs';
import { judgeSecrets } from './script-policy-secrets';
import { isEmptyScript, judgeShape } from './script-policy-shape';
import { isVariableName, judgeAssignments } from './script-policy-variables';
import type { DeclaredScript, ScriptRefusal } from './script-policy-verdict';
import { nodesIn, type ShellNode } from './shell-tree';

export {
  type DeclaredScript,
  type ScriptRefusal,
  scriptRefusalReason,
  scriptRefusalWords,
} from './script-policy-verdict';

/** As many as a person mends at a time. */
const MAX_REFUSALS = 20;

/**
 * Every reason why a script may not run, by line; none: it may. The shell is told to end at the first failure; this
 * finds where it would not, where a value could become code, and what nobody could take back or see.
 */
export function judgeScript(root: ShellNode, declared: DeclaredScript): ScriptRefusal[] {
  if (isEmptyScript(root))
    return [{ line: 1, what: '', why: 'there is no command in it', remedy: 'Write the commands that the step runs.' }];
  const shape = [...judgeDeclared(declared), ...judgeShape(root), ...judgeFunctions(root)];
  // What the shell's own grammar does not have cannot be read any further.
  if (shape.length > 0) return inOrder(shape);
  return inOrder([
    ...judgeAssignments(root, declared),
    ...judgeExpansions(root, declared),
    ...judgeLeadingVariables(root),
    ...judgePrograms(root, declared),
    ...judgeRedirects(root, declared),
    ...judgeFlow(root),
    ...judgeSecrets(root),
  ]);
}

function inOrder(refusals: readonly ScriptRefusal[]): ScriptRefusal[] {
  return [...refusals].sort((a, b) => a.line - b.line).slice(0, MAX_REFUSALS);
}

function judgeDeclared({ parameters, variables, folders }: DeclaredScript): ScriptRefusal[] {
  const refuse = (what: string, why: string, remedy: string): ScriptRefusal => ({ line: 1, what, why, remedy });
  const names = [...parameters, ...variables]
    .filter((name) => !isVariableName(name))
    .map((name) =>
      refuse(
        name,
        'it cannot be the name of a variable here',
        'Use capitals, such as BACKUP_FILE, and no name that rules the shell.',
      ),
    );
  const twice = variables
    .filter((name) => parameters.includes(name))
    .map((name) =>
      refuse(name, 'it is a parameter and a variable of the place as well', 'Give each a name of its own.'),
    );
  const secret = parameters
    .filter(isSecretName)
    .map((name) =>
      refuse(
        name,
        'parameters are kept, shown and approved, so none may be a secret',
        'Name it under "variables": the place on the target gives it.',
      ),
    );
  const wide = folders.flatMap((folder) => {
    const complaint = folderComplaint(folder);
    return complaint === null
      ? []
      : [refuse(folder, 'the script may not write there', `${complaint[0]?.toUpperCase()}${complaint.slice(1)}.`)];
  });
  return [...names, ...twice, ...secret, ...wide];
}

/** A function with a program's name would let the rules about that program be read past. */
function judgeFunctions(root: ShellNode): ScriptRefusal[] {
  return [...nodesIn(root)].flatMap(({ node }): ScriptRefusal[] => {
    if (node.type !== 'function_definition') return [];
    const name = node.children.find((child) => child.field === 'name')?.text ?? '';
    if (/^[a-z]+(_[a-z0-9]+)+$/.test(name)) return [];
    return [
      {
        line: node.line,
        what: name,
        why: 'a function could stand for a program of that name',
        remedy: 'Name it with an underscore, such as take_backup.',
      },
    ];
  });
}
