import type { Finding } from '@/lib/contracts/plan';
import { shortId } from '../words';
import { alreadySo, block, ok, warn } from './finding';

/** What a binding said: its text, or why there is none. */
export type Said = { isOk: boolean; text: string; why: string };
const ACCESS = 'Mend the access to the host, then look again.';
const linesOf = (text: string) => text.split('\n').filter(Boolean);

/** Uncommitted changes: a checkout would mix them up or refuse; the way back may be what takes them away. */
export function judgeClean(status: Said, isWayBack: boolean): Finding {
  const key = 'git-clean';
  if (!status.isOk) return block(key, `The backend's checkout cannot be read: ${status.why}.`, ACCESS);
  const files = linesOf(status.text);
  const changes = `The backend's checkout has ${files.length} uncommitted changes`;
  if (files.length === 0) return ok(key, "The backend's checkout has no uncommitted change.");
  if (isWayBack)
    return warn(
      key,
      `${changes}.`,
      'The way back takes away what the run has changed. See that nothing else is among them.',
      files,
    );
  return block(
    key,
    `${changes}, which a checkout would mix up or refuse.`,
    'Commit or move them aside on the host, then look again.',
    files,
  );
}

type Where = { isWayBack: boolean; passesOver: boolean };

/** `type`: what git calls the object; `head`: the commit that runs now. */
export function judgeCommit(commit: string, type: Said, head: Said, { isWayBack, passesOver }: Where): Finding {
  const key = 'git-commit';
  if (!head.isOk) return block(key, `The commit that runs now cannot be read: ${head.why}.`, ACCESS);
  if (!type.isOk || type.text !== 'commit')
    return block(
      key,
      `There is no commit ${shortId(commit)} in the backend's repository.`,
      'Choose one from the list, or fetch it on the host first.',
    );
  const now = `${shortId(head.text)} runs now`;
  // What the rollback has checked out is rightly what runs; where the way back leads, the last run has kept.
  if (isWayBack) return ok(key, `${now}; the way back leads to the commit that ran before the rollback.`);
  if (head.text === commit)
    return alreadySo(
      passesOver,
      key,
      `${shortId(commit)} is what runs now, so checking it out would change nothing.`,
      'Choose the last commit that ran well before this one.',
    );
  return ok(key, `${shortId(commit)} exists; ${now} and is kept for the way back.`);
}

/** `given`: the revision that the parts before will have led to, where the procedure is a part of another. */
export function judgeMigrationsBetween(
  head: Said,
  changed: Said,
  { isDowngrade, given }: { isDowngrade: boolean; given?: string | undefined },
): Finding {
  const key = 'migrations-between';
  if (!head.isOk || !changed.isOk)
    return warn(
      key,
      `Whether a migration lies between the two commits cannot be seen: ${changed.why || head.why}.`,
      'Look at alembic/versions in both commits before approving.',
    );
  const files = linesOf(changed.text);
  if (files.length === 0)
    return isDowngrade
      ? warn(
          key,
          'No migration lies between the two commits, yet the plan downgrades the schema.',
          'Plan again with the schema left as it is, unless you know why not.',
        )
      : ok(key, 'No migration lies between the two commits.');
  const change = `${files.length} migration files change between the two commits`;
  if (given)
    return ok(
      key,
      `${change}; the parts before lead to revision ${given} while their code is still checked out.`,
      files,
    );
  if (isDowngrade) return ok(key, `${change}; the downgrade runs first, while their code is still checked out.`, files);
  return warn(
    key,
    `${change}, and the schema stays as it is.`,
    'If the older code cannot work with the newer schema, plan again with the downgrade: it has to run before the checkout.',
    files,
  );
}
