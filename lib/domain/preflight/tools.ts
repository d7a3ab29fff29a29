import type { Finding } from '@/lib/contracts/plan';
import type { Procedure } from '@/lib/contracts/runbook';
import { COMMON, isOnWay } from '../branches';
import { holds } from '../conditions';
import { block, ok, warn } from './finding';

type Tool = { key: string; title: string; install: string };
type Plan = { steps: Procedure['steps']; branch: string; parameters: Readonly<Record<string, string>> };

/** Missing tools block only where a step of the chosen way cannot do without; elsewhere the plan leaves the step out. */
export function judgeTools(there: readonly Tool[], missing: readonly Tool[], plan: Plan): Finding[] {
  const answer = `${there.map(({ title }) => title).join(', ')} answer${there.length === 1 ? 's' : ''} on the target.`;
  return [...(there.length > 0 ? [ok('tools', answer)] : []), ...missing.map((tool) => judgeMissing(tool, plan))];
}

function judgeMissing({ key, title, install }: Tool, { steps, branch, parameters }: Plan): Finding {
  const onTheWay = steps.filter(
    (one) =>
      one.step.needs?.tool === key && isOnWay(one.branch ?? COMMON, branch) && holds(one.step.when, { ...parameters }),
  );
  const blocked = onTheWay.find(({ step }) => step.needs?.otherwise === 'block');
  if (blocked)
    return block(
      `tool-${key}`,
      `${title} is not on this target, and the step "${blocked.step.title}" needs it.`,
      `${install} Or plan a way that does without.`,
    );
  const skipped = onTheWay.map(({ step }) => step.title);
  const effect = skipped.length > 0 ? `the plan leaves out: ${skipped.join(', ')}.` : 'this way does without it.';
  return warn(`tool-${key}`, `${title} is not on this target; ${effect}`, install);
}
