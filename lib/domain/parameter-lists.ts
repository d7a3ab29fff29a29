import { parseEntries } from './backup-contents';
import { bytesWords } from './words';

export type ParameterChoice = { value: string; title: string; detail?: string };

/**
 * What a parameter can be chosen from, by the binding that lists it: how its output is read. Commits have their own
 * place, since pages show them besides.
 */
export const PARAMETER_LISTS: Record<string, (output: string) => ParameterChoice[]> = {
  'backups-list': readBackups,
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
const NO_BACKUP = /\.(partial|json|log|txt|md|sha256)$/;
