import 'server-only';
import type { CheckGroup } from '@/lib/contracts/views';
import type { Transaction } from '../audit/append-event';

/** The worker's tasks and what each is given. Ids only: a task reads the rest from the store when it runs. */
export type Tasks = {
  plan_run: { runId: string };
  run_step: { stepId: string; epoch: number };
  run_side_step: { sideStepId: string };
  probe_step: { stepId: string; epoch: number };
  measure_checks: { incidentId: string; group: CheckGroup };
  run_benchmark: { benchmarkId: string };
  validate_target: { validationId: string };
  switch_fault: { targetId: string; fault: string; isOn: boolean; actorId: string };
  reset_sandbox: { targetId: string };
  observe_target: { targetId: string };
  look_at_faults: { targetId: string };
  look_at_hosts: { targetId: string };
};

/**
 * Adds a job in the caller's transaction: it exists if and only if the state that asks for it does. One attempt:
 * the queue must never repeat what may have changed a target; a person decides about that. Of those that are given the
 * same `key` one waits at a time.
 */
export async function enqueue<T extends keyof Tasks>(
  tx: Transaction,
  task: T,
  payload: Tasks[T],
  key: string | null = null,
): Promise<void> {
  await tx.$executeRaw`SELECT graphile_worker.add_job(${task as string}, payload := ${JSON.stringify(payload)}::json, max_attempts := 1, job_key := ${key}::text)`;
}
