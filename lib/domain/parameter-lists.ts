import { messageOf, parseAlembicHistory, type Revision } from './alembic-history';
import { parseEntries } from './backup-contents';
import { bytesWords } from './words';

export type ParameterChoice = { value: string; title: string; detail?: string };

/**
 * What a parameter can be chosen from, by the binding that lists it: how its output is read. Commits have their own
 * place, since pages show them besides.
 */
export const PARAMETER_LISTS: Record<string, (output: string) => ParameterChoice[]> = {
  'backups-list': readBackups,
  'alembic-history': (output) => parseAlembicHistory(output).map(revisionChoice),
};

/** Newest first; what is still being written (`.partial`), what begins with a dot and what is no backup is left out. */
function readBackups(output: string): ParameterChoice[] {
  return parseEntries(output)
    .filter(({ kind, name }) => kind !== 'other' && BACKUP_NAME.test(name) && !NO_BACKUP.test(name))
    .sort((a, b) => b.modifiedMs - a.modifiedMs)
    .map(({ kind, name, bytes, modifiedMs }) => ({
      value: name,
      title: kind === 'folder' ? 'folder' : bytesWords(bytes),
      detail: new Date(modifiedMs).toISOString(),
    }));
}

const BACKUP_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** What procedures take aside beside the backups (3.1, 4.1) is newer than any of them, and would be the first choice. */
const NO_BACKUP = /^(kept|consolidated)_|\.(partial|json|log|txt|md|sha256)$/;

function revisionChoice(revision: Revision): ParameterChoice {
  const marks = [revision.isHead && 'head', revision.isCurrent && 'now'].filter(Boolean).join(', ');
  return {
    value: revision.id,
    title: marks ? `${messageOf(revision)} (${marks})` : messageOf(revision),
    detail: revision.parents.length > 0 ? `comes after ${revision.parents.join(' and ')}` : 'the first revision',
  };
}
