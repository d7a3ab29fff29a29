import type { Finding } from '@/lib/contracts/plan';
import { ancestorsOf, messageOf, type Revision } from '../alembic-history';
import { block, warn } from './finding';
import type { Said } from './git';

const KEY = 'consolidated-files';
/** They are written into lists with commas, and read by people. */
const PLAIN_PATH = /^[A-Za-z0-9_./-]+$/;

export const nameOf = (file: string): string => file.split('/').at(-1) ?? file;

/** The files to move, in order; or why they are not moved. */
export function readConsolidated(listed: Said, history: Said): string[] | Finding {
  const unread = [listed, history].find((answer) => !answer.isOk);
  if (unread) return block(KEY, `The migrations cannot be listed: ${unread.why}.`, 'Mend the access, then look again.');
  const files = listed.text.split('\n').filter(Boolean).sort();
  if (files.length === 0)
    return block(KEY, 'There is no consolidated_*.py to move.', 'Plan again and leave the files as they are.');
  const odd = files.filter((file) => !PLAIN_PATH.test(file));
  if (odd.length > 0) return block(KEY, 'Some names hold odd characters.', 'Rename or move those files by hand.', odd);
  return files;
}

export const judgeUnreadFiles = (): Finding =>
  block(KEY, 'The files cannot be read.', 'Mend the access to the checkout, then look again.');

/** Whether Alembic has one head without these files that is where the database will be: revision `to`. */
export function judgeConsolidated(
  files: readonly string[],
  folder: string,
  revisions: readonly Revision[],
  to: string,
): Finding {
  const isMoved = ({ path }: Revision) => files.some((file) => nameOf(file) === nameOf(path));
  const needed = ancestorsOf(to, revisions).add(to);
  const lost = revisions.filter((revision) => isMoved(revision) && needed.has(revision.id));
  const above = revisions.filter((revision) => !isMoved(revision) && !needed.has(revision.id));
  const describe = (revision: Revision) => `${revision.id}  ${messageOf(revision)}  ${revision.path}`;
  if (lost.length > 0) {
    const sentence = `${lost.length} of the files hold revisions that ${to} is built upon.`;
    return block(KEY, sentence, 'Choose an older revision, or leave the files as they are.', lost.map(describe));
  }
  if (above.length > 0) {
    const sentence = `${above.length} revisions above ${to} are in other files; Alembic generates only where the database is at the one head.`;
    return block(KEY, sentence, 'Choose a newer revision, or leave the files as they are.', above.map(describe));
  }
  return warn(
    KEY,
    `${files.length} files are moved to ${folder}, and one is generated; the checkout then differs from its commit.`,
    'Nothing is committed by the console: commit it once it is to stay, or take the way back. Until then a checkout of another commit is refused.',
    [...files],
  );
}
