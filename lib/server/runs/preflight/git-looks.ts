import 'server-only';
import { judgeClean, judgeCommit, judgeMigrationsBetween } from '@/lib/domain/preflight/git';
import { ask, isPassedOver, isWayBack, type Look, one } from './look';

export const gitClean: Look = async (context) => ({
  findings: [judgeClean(await ask(context, 'git-status'), isWayBack(context))],
});

/** Keeps the commit left behind as a fact, so that the step itself can be undone. */
export const gitCommit: Look = async (context, args) => {
  const commit = one(args, 'commit');
  const [type, head] = await Promise.all([ask(context, 'git-commit-type', { commit }), ask(context, 'git-head')]);
  const where = { isWayBack: isWayBack(context), passesOver: isPassedOver(context) };
  const findings = [judgeCommit(commit, type, head, where)];
  return head.isOk ? { facts: { previous_commit: head.text }, findings } : { findings };
};

/** A checkout takes the newer revision's file away, and without it `alembic downgrade` cannot find its way. */
export const migrationsBetween: Look = async (context, args) => {
  // The way back checks code out first and moves the schema after it.
  if (isWayBack(context)) return { findings: [] };
  const commit = one(args, 'commit');
  const head = await ask(context, 'git-head');
  const changed = await ask(context, 'git-migrations-between', { from: head.text, commit });
  const given = context.part?.given.alembic_revision;
  return {
    findings: [judgeMigrationsBetween(head, changed, { isDowngrade: one(args, 'schema') === 'downgrade', given })],
  };
};
