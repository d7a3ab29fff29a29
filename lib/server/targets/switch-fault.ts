import 'server-only';
import type { z } from 'zod';
import type { switchFaultSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { AppError, notFound } from '@/lib/domain/errors';
import { appendEvent } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { logger } from '../logger';
import { enqueue } from '../queue/enqueue';
import { getTargetByKey, type LoadedTarget, openTarget } from './get-target';
import { observeTarget } from './observe-target';
import { lookOnHost } from './run-on-host';

const FAULT_TIMEOUT_MS = 120_000;

/** Asks the worker to switch a sandbox's fault. Any other target refuses, whatever its inventory says. */
export async function switchFault(me: Me, input: z.output<typeof switchFaultSchema>): Promise<null> {
  const actor = await authorise(me, 'sandbox.switch-fault');
  const target = await getTargetByKey(input.targetKey);
  assertSandboxFault(target, input.fault);
  await db().$transaction(async (tx) => {
    await enqueue(tx, 'switch_fault', { targetId: target.id, fault: input.fault, isOn: input.isOn, actorId: actor.id });
    await appendEvent(tx, {
      type: 'fault.switched',
      data: { target: target.key, fault: input.fault, isOn: input.isOn },
      actor,
    });
  });
  return null;
}

function assertSandboxFault(target: LoadedTarget, key: string): LoadedTarget['inventory']['faults'][number] {
  if (target.environment !== 'sandbox')
    throw new AppError(
      'forbidden',
      'Faults can be switched on sandboxes only; nothing was changed.',
      'Choose a sandbox target.',
    );
  const fault = target.inventory.faults.find((f) => f.key === key);
  if (!fault) throw notFound('fault');
  return fault;
}

/** The worker's part. Idempotent, as the sandbox's commands are. */
export async function performFaultSwitch({
  targetId,
  fault: key,
  isOn,
}: {
  targetId: string;
  fault: string;
  isOn: boolean;
}): Promise<void> {
  const target = await openTarget(targetId);
  const fault = assertSandboxFault(target, key);
  const result = await lookOnHost(target, isOn ? fault.on : fault.off, {
    timeoutMs: FAULT_TIMEOUT_MS,
    tag: `rollback-fault-${key}`,
  });
  if (result.exitCode !== 0)
    logger().error(
      { fault: key, isOn, stderr: result.stderr.slice(-2000), ending: result.ending },
      'the fault could not be switched',
    );
  await observeTarget({ targetId });
}
