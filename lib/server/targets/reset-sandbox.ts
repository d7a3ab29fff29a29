import 'server-only';
import type { z } from 'zod';
import type { resetSandboxSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { ACTIVE_RUN_STATES } from '@/lib/domain/run-states';
import { appendEvent } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { logger } from '../logger';
import { enqueue } from '../queue/enqueue';
import { getTargetByKey, type LoadedTarget, openTarget } from './get-target';
import { observeTarget } from './observe-target';
import { lookOnHost } from './run-on-host';

/** The binding by which a sandbox is put back as it was prepared. */
const RESET_COMMAND = 'sandbox-reset';
const RESET_TIMEOUT_MS = 300_000;

/** Whether a target can be put back as it was prepared: sandboxes alone, whatever another inventory binds. */
export function canReset(target: Pick<LoadedTarget, 'environment' | 'inventory'>): boolean {
  return target.environment === 'sandbox' && target.inventory.commands[RESET_COMMAND] !== undefined;
}

/** Asks the worker to put a sandbox back as it was prepared: faults off, code, indexes, rows and services. */
export async function resetSandbox(me: Me, input: z.output<typeof resetSandboxSchema>): Promise<null> {
  const actor = await authorise(me, 'sandbox.switch-fault');
  const target = await getTargetByKey(input.targetKey);
  assertReset(target);
  return db().$transaction(async (tx) => {
    const busy = await tx.run.count({ where: { targetId: target.id, state: { in: [...ACTIVE_RUN_STATES] } } });
    if (busy > 0)
      throw conflict(
        'A rollback is under way on this sandbox; nothing was reset.',
        'Finish it or abort it in its room first.',
      );
    await enqueue(tx, 'reset_sandbox', { targetId: target.id });
    await appendEvent(tx, { type: 'sandbox.reset', data: { target: target.key }, actor });
    return null;
  });
}

function assertReset(target: LoadedTarget): void {
  if (!canReset(target))
    throw new AppError(
      'forbidden',
      'Only a sandbox that has its own command for it can be put back as it was prepared; nothing was changed.',
      'Choose a sandbox target.',
    );
}

/** The worker's part. Safe to repeat, as the sandbox's command is. */
export async function performReset({ targetId }: { targetId: string }): Promise<void> {
  const target = await openTarget(targetId);
  assertReset(target);
  const command = target.inventory.commands[RESET_COMMAND] as LoadedTarget['inventory']['commands'][string];
  const result = await lookOnHost(target, command, { timeoutMs: RESET_TIMEOUT_MS, tag: 'rollback-reset' });
  if (result.exitCode !== 0)
    logger().error(
      { target: target.key, stderr: result.stderr.slice(-2000), ending: result.ending },
      'the sandbox could not be reset',
    );
  await observeTarget({ targetId });
}
