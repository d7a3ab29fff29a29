import 'server-only';
import { block, ok } from '@/lib/domain/preflight/finding';
import { db } from '../../db';
import { planOf } from '../load-run';
import { alembicState } from './alembic-looks';
import { type Look, type LookContext, one } from './look';
import { tools } from './service-looks';

const COMMAND = 'alembic-downgrade';

/**
 * A way behind Alembic's back is for when Alembic fails. It counts as failed where it is not there, where the preflight of
 * the way with it would block, or where a downgrade of this incident did not go through. Elsewhere nothing is lost by
 * refusing: the way with Alembic holds this one as the alternative that its failed step offers, approved along.
 */
export const alembicFirst: Look = async (context, args) => {
  const [only, instead] = [one(args, 'only'), one(args, 'instead')];
  if (context.branch !== only) return { findings: [] };
  const because = (await whyNotPlanned({ ...context, branch: instead }, args)) ?? (await whyFailed(context));
  const title = context.procedure.branches.find((branch) => branch.key === instead)?.title ?? instead;
  if (because) return { findings: [ok('alembic-first', `"${title}" is no way here: ${because}`)] };
  return {
    findings: [
      block(
        'alembic-first',
        `"${title}" can be taken, and has not failed in this incident; this way is only for when it fails.`,
        `Plan "${title}": if its downgrade fails, this way is offered there and then, and is approved along.`,
      ),
    ],
  };
};

/** The same looks as the way with Alembic takes, as if it had been chosen. */
async function whyNotPlanned(context: LookContext, args: Parameters<Look>[1]): Promise<string | undefined> {
  const looked = [await tools(context, { tools: ['alembic'] })];
  // Without the tool nothing else can be asked.
  if (looked[0]?.missingTools?.length === 0) looked.push(await alembicState(context, args));
  return looked.flatMap(({ findings }) => findings).find(({ verdict }) => verdict === 'block')?.sentence;
}

async function whyFailed({ incidentId }: LookContext): Promise<string | undefined> {
  const events = await db().event.findMany({
    where: { incidentId, type: { in: ['step.failed', 'step.cancelled', 'step.unknown'] } },
    select: { stepId: true },
  });
  const steps = await db().step.findMany({
    where: { id: { in: events.flatMap(({ stepId }) => stepId ?? []) } },
    select: { ordinal: true, run: { select: { plan: true } } },
  });
  const isDowngrade = ({ ordinal, run }: (typeof steps)[number]) => {
    const action = planOf(run)?.steps[ordinal]?.action;
    return action?.kind === 'command' && action.binding === COMMAND;
  };
  return steps.some(isDowngrade) ? 'its downgrade did not go through in this incident.' : undefined;
}
