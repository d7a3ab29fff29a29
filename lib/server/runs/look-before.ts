import 'server-only';
import type { CheckResult, RenderedStep } from '@/lib/contracts/plan';
import type { Check } from '@/lib/contracts/runbook';
import { type CheckContext, runCheck } from './run-check';

type Needless = { state: 'succeeded' | 'failed'; summary: string; checks: CheckResult[] };

/**
 * Why a step is not run now that its turn has come: it holds already, it is not needed, or what must hold before it does
 * not. Null: it is to be run.
 */
export async function lookBefore(rendered: RenderedStep, context: CheckContext): Promise<Needless | null> {
  const already = await holdsAlready(rendered, context);
  if (already) return { state: 'succeeded', summary: 'It was so already: nothing was run.', checks: already };
  const needless = await firstUnmet(rendered.onlyIf ?? [], context);
  // What could not be seen is no reason to leave a step out.
  if (needless?.isBlind) return { state: 'failed', summary: `Nothing was run: ${words(needless)}`, checks: [needless] };
  if (needless) return { state: 'succeeded', summary: `Not needed, nothing was run: ${words(needless)}`, checks: [] };
  const unmet = await firstUnmet(rendered.precondition ?? [], context);
  return unmet && { state: 'failed', summary: `Nothing was run, because ${words(unmet)}`, checks: [unmet] };
}

const words = ({ title, expected, saw }: CheckResult) =>
  `${title} was not found true. Expected ${expected}, saw ${saw}.`;

/**
 * A change whose lasting postcondition already holds is not made again: after a lost step that did take effect, or an
 * index that somebody dropped before. Checks that a healthy system passes anyway say nothing about this step.
 */
async function holdsAlready(rendered: RenderedStep, context: CheckContext): Promise<CheckResult[] | null> {
  const checks = rendered.postcondition;
  if (rendered.alwaysRuns || rendered.effect === 'read' || checks.length === 0 || !checks.every(isLasting)) return null;
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await runCheck(check, { ...context, isOnce: true });
    if (!result.isOk) return null;
    results.push(result);
  }
  return results;
}

function isLasting(check: Check): boolean {
  const lasting = ['command', 'processes', 'exact-processes', 'compare'];
  return lasting.includes(check.check) || (check.check === 'sql' && !('isLater' in check.expect));
}

async function firstUnmet(checks: readonly Check[], context: CheckContext): Promise<CheckResult | null> {
  for (const check of checks) {
    const result = await runCheck(check, { ...context, isOnce: true });
    if (!result.isOk) return result;
  }
  return null;
}
