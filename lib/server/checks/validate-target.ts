import 'server-only';
import type { z } from 'zod';
import type { validateTargetSchema } from '@/lib/contracts/inputs';
import type { MeasuredLine, ValidationDepth, ValidationView } from '@/lib/contracts/validation-view';
import type { Me } from '@/lib/contracts/views';
import { checksOf, settlerOf } from '@/lib/domain/criteria';
import { notFound } from '@/lib/domain/errors';
import { appendEvent, storeNow } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { isUuid } from '../is-uuid';
import { enqueue } from '../queue/enqueue';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { getTargetByKey, openTarget } from '../targets/get-target';
import { checkRows } from './check-rows';
import type { Worker } from './run-benchmark';
import { blindResult, runLine } from './run-line';

/** Has the worker validate a target outside of any incident. The result is kept, and read with `getValidation`. */
export async function startValidation(
  me: Me,
  input: z.output<typeof validateTargetSchema>,
): Promise<{ validationId: string }> {
  const actor = await authoriseFor(me, 'target.measure', { target: input.targetKey });
  const target = await getTargetByKey(input.targetKey);
  return db().$transaction(async (tx) => {
    const { id } = await tx.validation.create({
      data: { targetId: target.id, depth: input.depth, askedById: actor.id },
    });
    await enqueue(tx, 'validate_target', { validationId: id });
    const data = { target: target.key, depth: input.depth };
    await appendEvent(tx, { type: 'target.validation_asked', actor, data });
    return { validationId: id };
  });
}

/** A validation as it stands; throws AppError `not_found`. */
export async function getValidation(me: Me, id: string): Promise<ValidationView> {
  await authoriseFor(me, 'console.read', { validation: id });
  const row = isUuid(id) ? await db().validation.findUnique({ where: { id }, include: { target: true } }) : null;
  if (!row) throw notFound('validation');
  const lines = (row.lines ?? []) as unknown as MeasuredLine[];
  const state = row.state as ValidationView['state'];
  return {
    id: row.id,
    targetKey: row.target.key,
    targetName: row.target.name,
    depth: row.depth as ValidationDepth,
    state,
    askedAt: row.askedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    lines,
    isOk: state === 'done' ? areOk(lines) : state === 'failed' ? false : null,
    error: row.error,
  };
}

function areOk(lines: readonly MeasuredLine[]): boolean {
  const measured = lines.flatMap(({ result }) => result ?? []);
  return measured.length > 0 && measured.every((result) => result.isOk);
}

/** The worker's part of a validation: claims it, measures line by line, and records how it ended. */
export async function validateTarget({ validationId }: { validationId: string }, worker: Worker): Promise<void> {
  const claimed = await db().validation.updateMany({
    where: { id: validationId, state: 'queued' },
    data: { state: 'running', claimedBy: worker.id, startedAt: await storeNow(db()) },
  });
  if (claimed.count === 0) return;
  const row = await db().validation.findUniqueOrThrow({ where: { id: validationId } });
  const [{ content }, target] = await Promise.all([getCurrentRunbook(), openTarget(row.targetId)]);
  const context = { content, target, signal: worker.shutdown };
  const isWanted = (group: string) => group === 'immediate' || (row.depth === 'full' && group === 'comprehensive');
  const lines: MeasuredLine[] = [];
  for (const { group, key, title } of checkRows(content, false)) {
    if (group === 'criteria' || !isWanted(group) || worker.shutdown.aborted) continue;
    const settler = settlerOf(group, key, content, target.inventory);
    const byHandBecause = settler.by === 'person' ? settler.because : null;
    const result =
      settler.by === 'person'
        ? null
        : await runLine(title, checksOf(group, key, content) ?? [], context).catch((e) => blindResult(title, e));
    lines.push({ group, key, title, result, byHandBecause });
    await db().validation.updateMany({
      where: { id: row.id, state: 'running', claimedBy: worker.id },
      data: { lines: toJson(lines) },
    });
  }
  await record(row.id, target.key, row.depth as ValidationDepth, lines, worker);
}

async function record(id: string, target: string, depth: ValidationDepth, lines: MeasuredLine[], worker: Worker) {
  const error = worker.shutdown.aborted ? 'The worker that measured was told to stop. Start the validation again.' : '';
  await db().$transaction(async (tx) => {
    const ended = await tx.validation.updateMany({
      where: { id, state: 'running', claimedBy: worker.id },
      data: { state: error ? 'failed' : 'done', finishedAt: await storeNow(tx), lines: toJson(lines), error },
    });
    if (ended.count === 0) return;
    const told = lines.map(({ title, result }) => ({
      title,
      state: result ? (result.isOk ? ('passed' as const) : ('failed' as const)) : ('by_hand' as const),
    }));
    const data = { target, depth, isOk: !error && areOk(lines), lines: told, error };
    await appendEvent(tx, { type: 'target.validated', actor: null, data });
  });
}

function toJson(lines: readonly MeasuredLine[]): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(lines));
}
