import 'server-only';
import { parseAlembicHistory } from '@/lib/domain/alembic-history';
import {
  judgeConsolidated,
  judgeUnreadFiles,
  nameOf,
  readConsolidated,
} from '@/lib/domain/preflight/consolidated-files';
import { ask, isWayBack, type Look, type LookContext, one } from './look';

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
  const files = readConsolidated(listed, history);
  if ('verdict' in files) return { findings: [files] };
  const facts = await factsOf(context, folder, files);
  if (!facts) return { findings: [judgeUnreadFiles()] };
  return { facts, findings: [judgeConsolidated(files, folder, parseAlembicHistory(history.text), revision)] };
};

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
