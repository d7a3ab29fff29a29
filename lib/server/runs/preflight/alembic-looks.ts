import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { COMMON, isOnWay } from '@/lib/domain/branches';
import { holds } from '@/lib/domain/conditions';
import { judgeOneRevision, judgePreview } from '@/lib/domain/preflight/alembic';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { already, ask, type Look, type LookContext, type Looked, one, query } from './look';

/**
 * Whether Alembic can take the way down: one revision, the expected one (`from: any` expects none), its file there, a
 * downgrade that does something.
 */
export const alembicState: Look = async (context, args) => {
  const to = one(args, 'to');
  const given = context.part?.given.alembic_revision;
  const rows = given ? [{ version_num: given }] : await query(context, 'preflight/alembic-version.sql');
  const revision = rows.map((row) => String(row.version_num)).join(', ') || 'none';
  const from = one(args, 'from') === 'any' ? revision : one(args, 'from');
  const facts = { alembic_revision: revision };
  // Off the Alembic way its state is worth knowing, and stops nobody.
  const way = context.procedure.branches.find((branch) => branch.key === context.branch);
  const needsIt = runsDowngrade(context);
  // A way back begins where the downgrade has led.
  if (way?.isWayBack) return { facts, findings: [ok('alembic-state', `The database is at revision ${revision}.`)] };
  const bad = needsIt ? block : warn;
  const many = judgeOneRevision('alembic-state', rows.length, bad);
  if (many) return { facts, findings: [many] };
  if (revision === to && revision === from) return { facts, findings: [bad(...nothingToTakeBack(to))] };
  if (revision !== from) return { facts, findings: [elsewhere(context, bad, revision, { from, to })] };
  const sentence = given ? `The parts before lead to revision ${given}.` : `The database is at revision ${revision}.`;
  const findings: Finding[] = [ok('alembic-state', sentence)];
  if (!needsIt) return { facts, findings };
  const { scripts, ...seen } = await previewDowngrade(context, from, to);
  return { facts, findings: [...findings, ...seen.findings], ...(scripts && { scripts }) };
};

function elsewhere(
  context: LookContext,
  bad: typeof block,
  revision: string,
  { from, to }: { from: string; to: string },
): Finding {
  if (context.part?.given.alembic_revision)
    return bad(
      'alembic-state',
      `The parts before lead to revision ${revision}, not to ${from}.`,
      `Choose ${from} there.`,
    );
  const sentence = `The database is at revision ${revision}, not at ${from}.`;
  if (revision !== to) return bad('alembic-state', sentence, 'Look at the history before going on.');
  const remedy = 'It is where the downgrade would take it; the emergency path can still drop what is left.';
  return bad === block ? already(context, 'alembic-state', sentence, remedy) : warn('alembic-state', sentence, remedy);
}

function nothingToTakeBack(revision: string): [key: string, sentence: string, remedy: string] {
  const sentence = `The database is at revision ${revision} already, so the downgrade would change nothing.`;
  return ['alembic-state', sentence, 'Plan again with the schema left as it is.'];
}

function runsDowngrade({ procedure, branch, parameters }: LookContext): boolean {
  return procedure.steps.some(
    ({ branch: of, step }) =>
      step.kind === 'command' &&
      step.command === 'alembic-downgrade' &&
      isOnWay(of ?? COMMON, branch) &&
      holds(step.when, parameters),
  );
}

/** An empty downgrade() ends well, changes nothing, and breaks the next upgrade; the preview shows it before. */
async function previewDowngrade(context: LookContext, from: string, to: string): Promise<Looked> {
  const [heads, preview] = await Promise.all([
    ask(context, 'alembic-heads'),
    ask(context, 'alembic-downgrade-sql', { range: `${from}:${to}` }),
  ]);
  const findings = [judgePreview({ heads, preview }, otherWay(context))];
  return { findings, ...(preview.isOk && { scripts: { 'alembic-downgrade': preview.text } }) };
}

/** What is left to a person where Alembic cannot take the way down, as the end of a sentence. */
function otherWay({ procedure }: LookContext): string {
  if (procedure.branches.some((branch) => branch.key === 'emergency')) return 'plan the emergency path';
  const leaves = procedure.parameters.some((parameter) => parameter.key === 'schema');
  return leaves ? 'plan again with the schema left as it is' : 'plan a procedure that does without it';
}
