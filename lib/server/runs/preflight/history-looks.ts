import 'server-only';
import { parseAlembicHistory } from '@/lib/domain/alembic-history';
import { judgeDowngradeScript, judgeOneRevision, judgeTargetRevision } from '@/lib/domain/preflight/alembic';
import { block, ok } from '@/lib/domain/preflight/finding';
import { ask, isWayBack, type Look, one, query } from './look';

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
  const many = judgeOneRevision('alembic-target', rows.length, block);
  if (many) return { facts: {}, findings: [many] };
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
  const judged = judgeTargetRevision(wanted, current, parseAlembicHistory(history.text));
  if (judged.verdict !== 'ok' || wanted === current) return { facts, findings: [judged] };
  const script = await ask(context, 'alembic-downgrade-sql', { range: `${current}:${wanted}` });
  const findings = [judged, judgeDowngradeScript(script.isOk ? script.text : null, script.why)];
  return { facts, findings, ...(script.isOk && { scripts: { 'alembic-downgrade': script.text } }) };
};
