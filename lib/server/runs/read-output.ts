import 'server-only';
import type { Me, OutputPage } from '@/lib/contracts/views';
import { SETTLED_STEP_STATES, type StepState, UNSETTLED_STEP_STATES } from '@/lib/domain/run-states';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { isUuid } from '../is-uuid';

const PAGE = 200;
/** Output chunks of one attempt after a sequence number; null for a step that is not there. */
export async function readOutput(
  me: Me,
  { stepId, epoch, after }: { stepId: string; epoch: number; after: number },
): Promise<OutputPage | null> {
  await authorise(me, 'console.read');
  const step = isUuid(stepId)
    ? await db().step.findUnique({ where: { id: stepId }, select: { state: true, epoch: true } })
    : null;
  if (!step) return null;
  const wanted = epoch || step.epoch;
  const rows = await db().output.findMany({
    where: { stepId, epoch: wanted, seq: { gt: after } },
    orderBy: { seq: 'asc' },
    take: PAGE,
  });
  const isEnded =
    wanted < step.epoch || [...SETTLED_STEP_STATES, ...UNSETTLED_STEP_STATES].includes(step.state as StepState);
  return {
    epoch: wanted,
    chunks: rows.map(({ seq, stream, text, at }) => ({
      seq,
      stream: stream as OutputPage['chunks'][number]['stream'],
      text,
      at: at.toISOString(),
    })),
    lastSeq: rows.at(-1)?.seq ?? after,
    isComplete: isEnded && rows.length < PAGE,
  };
}
