import type { CheckResult } from '@/lib/contracts/plan';
import type { Check, Criterion, RunbookContent } from '@/lib/contracts/runbook';
import type { Inventory } from '@/lib/contracts/target';
import type { CheckGroup } from '@/lib/contracts/views';

/** Who settles a check of an incident. `because`: what the target lacks that a machine would need; null where it is a person's to say. */
export type Settler = { by: 'machine' } | { by: 'person'; because: string | null };

type Validation = Pick<RunbookContent, 'immediate' | 'comprehensive' | 'criteria' | 'baseline'>;
type Reachable = Pick<Inventory, 'endpoints' | 'commands'>;

const MACHINE: Settler = { by: 'machine' };
const byHand = (because: string | null): Settler => ({ by: 'person', because });

/** Whether the machine can measure a check on this target: only where its inventory has all that the check calls. */
export function settlerOf(group: CheckGroup, key: string, runbook: Validation, inventory: Reachable): Settler {
  if (group === 'criteria') {
    const criterion = runbook.criteria.find((one) => one.key === key);
    return criterion ? settlerOfCriterion(criterion, runbook, inventory) : gone;
  }
  const checks = checksOf(group, key, runbook);
  return checks ? settlerOfChecks(checks, inventory) : gone;
}
const gone = byHand('The runbook in force does not have it any more.');

/** The checks behind one line of a validation; null where the runbook has no such line. */
export function checksOf(group: 'immediate' | 'comprehensive', key: string, runbook: Validation): Check[] | null {
  if (group === 'comprehensive') return runbook.comprehensive.find((line) => line.key === key)?.checks ?? null;
  const found = runbook.immediate.find((one) => one.key === key);
  return found ? [found.check] : null;
}

function settlerOfCriterion(criterion: Criterion, runbook: Validation, inventory: Reachable): Settler {
  switch (criterion.measure) {
    case 'person':
      return byHand(null);
    case 'queries-answer':
      return MACHINE;
    case 'endpoints-within-5s':
      return inventory.endpoints.length > 0 ? MACHINE : byHand('The target has no endpoints to call.');
    case 'uptime-above-99':
      return inventory.endpoints.some((endpoint) => endpoint.isProbed)
        ? MACHINE
        : byHand('None of the target’s endpoints is probed.');
    case 'log-without-critical':
      return criterion.command in inventory.commands ? MACHINE : byHand(noCommand(criterion.command));
    case 'line':
      return settlerOf('comprehensive', criterion.line, runbook, inventory);
  }
}

function settlerOfChecks(checks: readonly Check[], inventory: Reachable): Settler {
  const missing = checks.flatMap((check) => missingFor(check, inventory));
  return missing.length === 0 ? MACHINE : byHand([...new Set(missing)].join(' '));
}

function missingFor(check: Check, { endpoints, commands }: Reachable): string[] {
  if (check.check === 'sql' || check.check === 'answer') return [];
  if (check.check === 'http')
    return endpoints.some((endpoint) => endpoint.key === check.endpoint)
      ? []
      : [`The target has no endpoint ${check.endpoint}.`];
  const key = check.check === 'compare' ? check.against.command : check.command;
  return key in commands ? [] : [noCommand(key)];
}

const noCommand = (key: string) => `The target has no command ${key}.`;

/** One result for a line of several checks, which keeps each of them; a line of one check is that check, by the line's name. */
export function combineResults(title: string, parts: readonly CheckResult[]): CheckResult {
  const [only] = parts;
  if (parts.length === 1 && only) return { ...only, title };
  const bad = parts.filter((part) => !part.isOk);
  return {
    title,
    did: `${parts.length} checks, one after the other`,
    expected: 'each of them OK',
    saw:
      bad.length === 0
        ? `all ${parts.length} OK`
        : `${bad.length} of ${parts.length} failed: ${bad.map((part) => part.title).join('; ')}`,
    isOk: bad.length === 0,
    parts: [...parts],
    tookMs: parts.reduce((sum, part) => sum + part.tookMs, 0),
  };
}
