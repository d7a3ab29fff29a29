import 'server-only';
import type { SignalKind } from '@/lib/contracts/signal';
import { ok, warn } from '@/lib/domain/preflight/finding';
import { SIGNALS } from '@/lib/domain/signals';
import { db } from '../../db';
import { type Look, many } from './look';

/**
 * Whether somebody has reported what a last resort is for. Without that it is said, and not refused: a fault of the schema
 * has no signal of its own, and who approves reads what the note says of it.
 */
export const lastResort: Look = async (context, args) => {
  if (!many(args, 'branches').includes(context.branch)) return { findings: [] };
  const kinds = many(args, 'signals') as SignalKind[];
  const reported = await db().signal.findFirst({ where: { incidentId: context.incidentId, kind: { in: kinds } } });
  const words = kinds.map((kind) => SIGNALS[kind].words(null)).join(', or ');
  if (reported) return { findings: [ok('last-resort', `It was reported that ${words}.`)] };
  return {
    findings: [
      warn(
        'last-resort',
        `Nobody has reported that ${words}. This is the last resort: for that, or for a schema fault that no downgrade mends.`,
        'Say in the note to the approver what nothing less mends, or choose another procedure.',
      ),
    ],
  };
};
