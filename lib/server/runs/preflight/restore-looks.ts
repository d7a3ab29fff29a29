import 'server-only';
import {
  findDatabases,
  forGoingBack,
  forRemoving,
  forRestoring,
  judgeServer,
  namesFor,
} from '@/lib/domain/preflight/restore-databases';
import { isWayBack, type Look, one, query } from './look';

/**
 * The cluster, the database and what restores have left of it, seen from the cluster's own database: in the middle of a
 * swap there is none under the target's name. Names what a restore makes and keeps; on the way back and when removing,
 * what is there.
 */
export const restoreDatabases: Look = async (context, args) => {
  const { systemIdentifier, database: live } = context.target.inventory.fingerprint;
  const [server] = await query(context, 'preflight/fingerprint.sql', {}, 'maintenance');
  const wrong = judgeServer(server, systemIdentifier);
  if (wrong) return { facts: namesFor(live, context.stamp), findings: [wrong] };
  const rows = await query(context, 'preflight/restore-databases.sql', { live }, 'maintenance');
  const found = findDatabases(rows, live);
  if (context.branch === one(args, 'remove')) return forRemoving(found, live, context.stamp);
  if (isWayBack(context)) return forGoingBack(found, live, context.stamp);
  return forRestoring(found, live, { stamp: context.stamp, where: context.parameters.where });
};
