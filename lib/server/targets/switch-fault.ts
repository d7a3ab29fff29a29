import 'server-only';
import type { z } from 'zod';
import type { switchFaultSchema } from '@/lib/contracts/inputs';
import type { ActionError } from '@/lib/contracts/result';
import type { Me } from '@/lib/contracts/views';
import { AppError, notFound } from '@/lib/domain/errors';
import { faultTrouble } from '@/lib/domain/fault-switch';
import { toActionError } from '../action-error';
import { appendEvent } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { logger } from '../logger';
import { enqueue } from '../queue/enqueue';
import { commandEnd } from './command-end';
import { getTargetByKey, type LoadedTarget, openTarget, type ReachableTarget } from './get-target';
import { observeTarget } from './observe-target';
import { lookOnHost } from './run-on-host';

const FAULT_TIMEOUT_MS = 120_000;

/** Asks the worker to switch a sandbox's fault. Any other target refuses, whatever its inventory says. */
export async function switchFault(me: Me, input: z.output<typeof switchFaultSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'sandbox.switch-fault', { target: input.targetKey });
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

type Fault = LoadedTarget['inventory']['faults'][number];

function assertSandboxFault(target: LoadedTarget, key: string): Fault {
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

type Wanted = { targetId: string; fault: string; isOn: boolean };

/**
 * The worker's part. Idempotent, as the sandbox's commands are. Nobody waits for a job, so what failed is an event, which
 * every page that shows the fault reads.
 */
export async function performFaultSwitch(wanted: Wanted): Promise<void> {
  let seen: boolean | null = null;
  try {
    const target = await openTarget(wanted.targetId);
    const fault = assertSandboxFault(target, wanted.fault);
    const failedBecause = await runSwitch(target, fault, wanted.isOn);
    seen = await seeFault(target, wanted.fault);
    const trouble = faultTrouble({ title: fault.title, isOn: wanted.isOn, failedBecause, seen });
    if (trouble) throw trouble;
  } catch (error) {
    await recordTrouble(wanted, seen, toActionError(error));
  }
}

/** Why it failed, in a sentence; null where it ended well. */
async function runSwitch(target: ReachableTarget, fault: Fault, isOn: boolean): Promise<string | null> {
  const command = isOn ? fault.on : fault.off;
  const result = await lookOnHost(target, command, { timeoutMs: FAULT_TIMEOUT_MS, tag: `rollback-fault-${fault.key}` });
  if (result.ending === 'exited' && result.exitCode === 0) return null;
  logger().error(
    { fault: fault.key, isOn, stderr: result.stderr.slice(-2000), ending: result.ending },
    'the fault could not be switched',
  );
  return commandEnd(command.argv, result, FAULT_TIMEOUT_MS);
}

/** A sandbox that cannot be looked at must not hide why its command failed. */
async function seeFault({ id }: LoadedTarget, key: string): Promise<boolean | null> {
  try {
    return (await observeTarget({ targetId: id })).faults[key] ?? null;
  } catch (error) {
    logger().error({ err: error, fault: key }, 'a target could not be observed after a fault was switched');
    return null;
  }
}

async function recordTrouble(
  { targetId, fault, isOn }: Wanted,
  seen: boolean | null,
  error: ActionError,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const { key } = await tx.target.findUniqueOrThrow({ where: { id: targetId }, select: { key: true } });
    const data = { target: key, fault, isOn, seen, error };
    await appendEvent(tx, { type: 'fault.not_switched', data, actor: null });
  });
}
