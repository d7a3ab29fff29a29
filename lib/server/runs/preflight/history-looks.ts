import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { ancestorsOf, parseAlembicHistory, type Revision } from '@/lib/domain/alembic-history';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { ask, isWayBack, type Look, type LookContext, one, query } from './look';

/**
 * Whether the chosen revision is one that the database can go back to: known to the history, and below where it is. Shows
 * what the downgrade would run. Keeps the revision left behind, for the way back.
 */
export const alembicTarget: Look = async (context, args) => {
  const wanted = one(args, 'revision');
  const rows = await query(context, 'preflight/alembic-version.sql');
  const current = String(rows[0]?.version_num ?? '');
  // The way back alone leads to the chosen revision; within a run it leads to where the run came from.
  const facts = { alembic_revision: isWayBack(context) ? wanted : current };
  if (rows.length !== 1)
    return {
      facts: {},
      findings: [
        block(
          'alembic-target',
          `alembic_version has ${rows.length} rows where one is expected.`,
          'Settle the heads first; a downgrade would take one of them by chance.',
        ),
      ],
    };
  if (isWayBack(context))
    return {
      facts,
      findings: [ok('alembic-target', `The database is at ${current}; the way back upgrades it to ${wanted}.`)],
    };
  const history = await ask(context, 'alembic-history');
  if (!history.isOk)
    return {
      facts,
      findings: [block('alembic-target', `Alembic does not answer: ${history.why}.`, 'Mend it, then look again.')],
    };
  const judged = judge(wanted, current, parseAlembicHistory(history.text));
  if (judged.verdict !== 'ok' || wanted === current) return { facts, findings: [judged] };
  return { facts, findings: [judged, await preview(context, current, wanted)] };
};

function judge(wanted: string, current: string, revisions: readonly Revision[]): Finding {
  const key = 'alembic-target';
  const known = revisions.map(({ id }) => id);
  if (!known.includes(wanted))
    return block(key, `The history has no revision ${wanted}.`, 'Choose one from the list.', known);
  if (!known.includes(current))
    return block(
      key,
      `The database is at ${current}, whose file this checkout does not have.`,
      'Check out the code that has it: without the file Alembic cannot go back.',
      known,
    );
  if (wanted === current)
    return warn(
      key,
      `The database is at ${current} already; the downgrade will change nothing.`,
      'Choose an older one, or go on for what comes after.',
    );
  if (!ancestorsOf(current, revisions).has(wanted))
    return block(
      key,
      `${wanted} does not lie below ${current}: going there is no downgrade.`,
      'Choose an older revision.',
      known,
    );
  return ok(key, `The database is at ${current}; ${wanted} lies below it and its file is there.`, known);
}

/** A downgrade whose function is empty ends well and changes nothing; its script shows it before. */
async function preview(context: LookContext, from: string, to: string): Promise<Finding> {
  const key = 'alembic-preview';
  const script = await ask(context, 'alembic-downgrade-sql', { range: `${from}:${to}` });
  if (!script.isOk)
    return block(
      key,
      `Alembic cannot render the downgrade: ${script.why}.`,
      'Look at the revisions between before going on.',
    );
  const changes = script.text
    .split('\n')
    .filter((line) => /^\s*(DROP|ALTER|CREATE|INSERT|UPDATE|DELETE)\s/i.test(line));
  const own = changes.filter((line) => !/alembic_version/.test(line));
  return own.length === 0
    ? block(
        key,
        'The downgrade would run no statement of its own.',
        'Its function is empty; the schema would stay as it is.',
      )
    : ok(key, `The downgrade will run ${own.length} statements.`, own);
}
