import 'server-only';
import { type Look, many, query } from './look';

/** A mark of the tables that are in place now, their number and names: what the way back and the comparison look for. */
export const liveContents: Look = async (context, args) => {
  if (!many(args, 'branches').includes(context.branch))
    return { findings: [], missingFacts: NOT_SEEN, ofItsRun: Object.keys(NOT_SEEN) };
  const [tables, [marker], [objects]] = await Promise.all([
    query(context, 'preflight/live-tables.sql'),
    query(context, 'verify/live-marker.sql'),
    query(context, 'verify/restored-objects.sql'),
  ]);
  const names = tables.map((row) => String(row.name));
  return {
    findings: [],
    facts: {
      live_marker: String(marker?.marker),
      live_objects: String(objects?.objects),
      live_tables: names.length > 0 ? names.join(', ') : 'none',
    },
  };
};

/** Only the plan that is about to empty a database knows what was in it. */
const UNSEEN =
  'what was in the database before is known to the run alone that emptied it; restore its dump, failed_state_backup_..., as a backup';
const NOT_SEEN = { live_marker: UNSEEN, live_objects: UNSEEN, live_tables: UNSEEN };
