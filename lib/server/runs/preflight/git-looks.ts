import 'server-only';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { shortId } from '@/lib/domain/words';
import { already, ask, isWayBack, type Look, one } from './look';

export const gitClean: Look = async (context) => {
  const status = await ask(context, 'git-status');
  if (!status.isOk)
    return {
      findings: [
        block(
          'git-clean',
          `The backend's checkout cannot be read: ${status.why}.`,
          'Mend the access to the host, then look again.',
        ),
      ],
    };
  const files = status.text.split('\n').filter(Boolean);
  if (files.length === 0) return { findings: [ok('git-clean', "The backend's checkout has no uncommitted change.")] };
  // Uncommitted changes may be the very ones that the way back takes away.
  if (isWayBack(context))
    return {
      findings: [
        warn(
          'git-clean',
          `The backend's checkout has ${files.length} uncommitted changes.`,
          'The way back takes away what the run has changed. See that nothing else is among them.',
          files,
        ),
      ],
    };
  return {
    findings: [
      block(
        'git-clean',
        `The backend's checkout has ${files.length} uncommitted changes, which a checkout would mix up or refuse.`,
        'Commit or move them aside on the host, then look again.',
        files,
      ),
    ],
  };
};

/** Keeps the commit left behind as a fact, so that the step itself can be undone. */
export const gitCommit: Look = async (context, args) => {
  const commit = one(args, 'commit');
  const [type, head] = await Promise.all([ask(context, 'git-commit-type', { commit }), ask(context, 'git-head')]);
  if (!head.isOk)
    return {
      findings: [
        block(
          'git-commit',
          `The commit that runs now cannot be read: ${head.why}.`,
          'Mend the access to the host, then look again.',
        ),
      ],
    };
  const facts = { previous_commit: head.text };
  if (!type.isOk || type.text !== 'commit') {
    return {
      facts,
      findings: [
        block(
          'git-commit',
          `There is no commit ${shortId(commit)} in the backend's repository.`,
          'Choose one from the list, or fetch it on the host first.',
        ),
      ],
    };
  }
  // What the rollback has checked out is rightly what runs; where the way back leads, the last run has kept.
  if (isWayBack(context)) {
    const sentence = `${shortId(head.text)} runs now; the way back leads to the commit that ran before the rollback.`;
    return { facts, findings: [ok('git-commit', sentence)] };
  }
  if (head.text === commit) {
    return {
      facts,
      findings: [
        already(
          context,
          'git-commit',
          `${shortId(commit)} is what runs now, so checking it out would change nothing.`,
          'Choose the last commit that ran well before this one.',
        ),
      ],
    };
  }
  return {
    facts,
    findings: [
      ok('git-commit', `${shortId(commit)} exists; ${shortId(head.text)} runs now and is kept for the way back.`),
    ],
  };
};

/** A checkout takes the newer revision's file away, and without it `alembic downgrade` cannot find its way. */
export const migrationsBetween: Look = async (context, args) => {
  // The way back checks code out first and moves the schema after it.
  if (isWayBack(context)) return { findings: [] };
  const commit = one(args, 'commit');
  const head = await ask(context, 'git-head');
  const changed = await ask(context, 'git-migrations-between', { from: head.text, commit });
  if (!head.isOk || !changed.isOk)
    return {
      findings: [
        warn(
          'migrations-between',
          `Whether a migration lies between the two commits cannot be seen: ${changed.why || head.why}.`,
          'Look at alembic/versions in both commits before approving.',
        ),
      ],
    };
  const files = changed.text.split('\n').filter(Boolean);
  const isDowngrade = one(args, 'schema') === 'downgrade';
  const given = context.part?.given.alembic_revision;
  if (given && files.length > 0) {
    const sentence = `${files.length} migration files change between the two commits; the parts before lead to revision ${given} while their code is still checked out.`;
    return { findings: [ok('migrations-between', sentence, files)] };
  }
  if (files.length === 0)
    return {
      findings: [
        isDowngrade
          ? warn(
              'migrations-between',
              'No migration lies between the two commits, yet the plan downgrades the schema.',
              'Plan again with the schema left as it is, unless you know why not.',
            )
          : ok('migrations-between', 'No migration lies between the two commits.'),
      ],
    };
  if (isDowngrade)
    return {
      findings: [
        ok(
          'migrations-between',
          `${files.length} migration files change between the two commits; the downgrade runs first, while their code is still checked out.`,
          files,
        ),
      ],
    };
  return {
    findings: [
      warn(
        'migrations-between',
        `${files.length} migration files change between the two commits, and the schema stays as it is.`,
        'If the older code cannot work with the newer schema, plan again with the downgrade: it has to run before the checkout.',
        files,
      ),
    ],
  };
};
