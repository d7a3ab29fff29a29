import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { ancestorsOf, messageOf, parseAlembicHistory, type Revision } from '@/lib/domain/alembic-history';
import { block, warn } from '@/lib/domain/preflight/finding';
import { ask, isWayBack, type Look, type LookContext, type Looked, one } from './look';

const KEY = 'consolidated-files';
/** They are written into lists with commas, and read by people. */
const PLAIN_PATH = /^[A-Za-z0-9_./-]+$/;
const NONE = 'No consolidated migration was moved aside by the last run.';

/**
 * The exact files of the consolidated migrations, which are moved aside by name, what is in them, and whether Alembic has
 * one head without them that is where the database will be. `folder`: where to, new with each plan. They are part of the
 * checkout, so moving them leaves it changed until somebody commits that.
 */
export const consolidatedFiles: Look = async (context, args) => {
  // What the way back puts in place again is in the plan that moved it.
  if (isWayBack(context))
    return { findings: [], missingFacts: { consolidated_folder: NONE, consolidated_aside: NONE } };
  const [folder, revision] = [one(args, 'folder'), one(args, 'revision')];
  const [listed, history] = await Promise.all([ask(context, 'consolidated-list'), ask(context, 'alembic-history')]);
  const unread = [listed, history].find((answer) => !answer.isOk);
  if (unread) return refused(`The migrations cannot be listed: ${unread.why}.`, 'Mend the access, then look again.');
  const files = listed.text.split('\n').filter(Boolean).sort();
  if (files.length === 0)
    return refused('There is no consolidated_*.py to move.', 'Plan again and leave the files as they are.');
  const odd = files.filter((file) => !PLAIN_PATH.test(file));
  if (odd.length > 0) return refused('Some names hold odd characters.', 'Rename or move those files by hand.', odd);
  const facts = await factsOf(context, folder, files);
  if (!facts) return refused('The files cannot be read.', 'Mend the access to the checkout, then look again.');
  return { facts, findings: judge(files, folder, parseAlembicHistory(history.text), revision) };
};

function refused(sentence: string, remedy: string, details?: string[]): Looked {
  return { findings: [block(KEY, sentence, remedy, details)] };
}

const nameOf = (file: string) => file.split('/').at(-1) ?? file;

/** Null: what is in the files cannot be read. */
async function factsOf(context: LookContext, folder: string, files: readonly string[]) {
  const sums = await ask(context, 'files-sums', { files: files.join(',') });
  const hashes = sums.text.split('\n').map((line) => line.split(/\s+/)[0] ?? '');
  if (!sums.isOk || hashes.length !== files.length) return null;
  const aside = files.map((file) => `${folder}/${nameOf(file)}`);
  const sumsOf = (paths: readonly string[]) => paths.map((path, index) => `${hashes[index]}  ${path}`).join('\n');
  return {
    versions_folder: (files[0] as string).slice(0, -nameOf(files[0] as string).length - 1),
    consolidated_folder: folder,
    consolidated_files: files.join(', '),
    consolidated_aside: aside.join(', '),
    consolidated_count: String(files.length),
    consolidated_sums: sumsOf(files),
    aside_sums: sumsOf(aside),
  };
}

function judge(files: string[], folder: string, revisions: readonly Revision[], to: string): Finding[] {
  const isMoved = ({ path }: Revision) => files.some((file) => nameOf(file) === nameOf(path));
  const needed = ancestorsOf(to, revisions).add(to);
  const lost = revisions.filter((revision) => isMoved(revision) && needed.has(revision.id));
  const above = revisions.filter((revision) => !isMoved(revision) && !needed.has(revision.id));
  const describe = (revision: Revision) => `${revision.id}  ${messageOf(revision)}  ${revision.path}`;
  if (lost.length > 0) {
    const sentence = `${lost.length} of the files hold revisions that ${to} is built upon.`;
    return [block(KEY, sentence, 'Choose an older revision, or leave the files as they are.', lost.map(describe))];
  }
  if (above.length > 0) {
    const sentence = `${above.length} revisions above ${to} are in other files; Alembic generates only where the database is at the one head.`;
    return [block(KEY, sentence, 'Choose a newer revision, or leave the files as they are.', above.map(describe))];
  }
  return [
    warn(
      KEY,
      `${files.length} files are moved to ${folder}, and one is generated; the checkout then differs from its commit.`,
      'Nothing is committed by the console: commit it once it is to stay, or take the way back. Until then a checkout of another commit is refused.',
      files,
    ),
  ];
}
