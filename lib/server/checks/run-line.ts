import 'server-only';
import type { CheckResult } from '@/lib/contracts/plan';
import type { Check, RunbookContent } from '@/lib/contracts/runbook';
import { combineResults } from '@/lib/domain/criteria';
import { runCheck } from '../runs/run-check';
import { makeNonce } from '../targets/call-endpoint';
import type { ReachableTarget } from '../targets/get-target';

export type LineContext = { target: ReachableTarget; content: RunbookContent; signal?: AbortSignal };

/** Runs a line's checks in their order, each once, all with one nonce: what went up with the first comes down with the next. */
export async function runLine(
  title: string,
  checks: readonly Check[],
  { target, content, signal }: LineContext,
): Promise<CheckResult> {
  const context = { target, sql: content.sql, tag: 'rollback-validate', isOnce: true, nonce: makeNonce(), signal };
  const parts: CheckResult[] = [];
  for (const check of checks)
    parts.push(await runCheck(check, context).catch((error) => blindResult(check.title, error)));
  return combineResults(title, parts);
}

/** A check that could not be made: it says so, and counts as failed. */
export function blindResult(title: string, error: unknown): CheckResult {
  const saw = error instanceof Error ? error.message : String(error);
  return { title, did: 'nothing could be done', expected: 'an answer', saw, isOk: false, isBlind: true, tookMs: 0 };
}
