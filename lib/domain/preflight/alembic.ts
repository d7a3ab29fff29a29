import type { Finding } from '@/lib/contracts/plan';
import { ancestorsOf, type Revision } from '../alembic-history';
import { block, ok, warn } from './finding';

/** What a command of the inventory answered, or why it did not. */
type Answer = { isOk: boolean; text: string; why: string };

/** Exactly one revision is healthy; null then. `bad`: whether the plan needs it. */
export function judgeOneRevision(key: string, rows: number, bad: typeof block): Finding | null {
  if (rows === 1) return null;
  return bad(
    key,
    `alembic_version has ${rows} rows where one is expected.`,
    'Settle the heads first; a downgrade would take one of them by chance.',
  );
}

/**
 * What the downgrade would run: one head, the revision's file, and at least one drop. An empty downgrade() ends well, changes
 * nothing, and breaks the next upgrade. `otherwise`: what is left to a person, as the end of a sentence.
 */
export function judgePreview({ heads, preview }: { heads: Answer; preview: Answer }, otherwise: string): Finding {
  const key = 'alembic-preview';
  if (!heads.isOk) return block(key, `Alembic does not answer: ${heads.why}.`, `Mend it, or ${otherwise}.`);
  const headLines = heads.text.split('\n').filter(Boolean);
  if (headLines.length !== 1)
    return block(
      key,
      `The project has ${headLines.length} heads; Alembic would pick one.`,
      `Merge them, or ${otherwise}.`,
      headLines,
    );
  if (!preview.isOk)
    return block(
      key,
      `Alembic cannot render the downgrade: ${preview.why}.`,
      `The revision’s file may be missing in this checkout. Check out the code that has it, or ${otherwise}.`,
    );
  const drops = preview.text.split('\n').filter((line) => /^\s*DROP\s/i.test(line));
  if (drops.length === 0)
    return block(
      key,
      'The downgrade drops nothing: it would end well and change nothing.',
      `Look at the revision’s downgrade function, or ${otherwise}.`,
    );
  return ok(key, `The downgrade will run ${drops.length} drops.`, drops);
}

/** Whether the chosen revision is one that the database can go back to: known to the history, and below where it is. */
export function judgeTargetRevision(wanted: string, current: string, revisions: readonly Revision[]): Finding {
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

/** A downgrade whose function is empty ends well and changes nothing; its script shows it before. Null: there is none. */
export function judgeDowngradeScript(script: string | null, why: string): Finding {
  const key = 'alembic-preview';
  if (script === null)
    return block(key, `Alembic cannot render the downgrade: ${why}.`, 'Look at the revisions between before going on.');
  const changes = script.split('\n').filter((line) => /^\s*(DROP|ALTER|CREATE|INSERT|UPDATE|DELETE)\s/i.test(line));
  const own = changes.filter((line) => !/alembic_version/.test(line));
  return own.length === 0
    ? block(
        key,
        'The downgrade would run no statement of its own.',
        'Its function is empty; the schema would stay as it is.',
      )
    : ok(key, `The downgrade will run ${own.length} statements.`, own);
}
