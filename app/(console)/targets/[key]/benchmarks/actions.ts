'use server';

import * as schema from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as ask from '@/lib/server/checks/ask-benchmark';

export async function startBenchmark(input: unknown): Promise<ActionResult<{ benchmarkId: string }>> {
  return runAction(schema.startBenchmarkSchema, input, ask.startBenchmark);
}
export async function cancelBenchmark(input: unknown): Promise<ActionResult> {
  return runAction(schema.benchmarkSchema, input, ask.cancelBenchmark);
}
export async function keepBaseline(input: unknown): Promise<ActionResult> {
  return runAction(schema.keepBaselineSchema, input, ask.keepBaseline);
}
