import 'server-only';
import type { Check, Procedure } from '@/lib/contracts/runbook';
import type { Inventory } from '@/lib/contracts/target';
import { getCurrentRunbook } from '../runbooks/store-runbook';

/** Commands and endpoints that the runbook's procedures use and the target lacks, a sentence a procedure. */
export async function findUnbound({ commands, endpoints, places = {} }: Inventory): Promise<string[]> {
  const { content } = await getCurrentRunbook();
  const bound = new Set(Object.keys(commands));
  const called = new Set(endpoints.map(({ key }) => key));
  return content.procedures.flatMap((procedure) => {
    const used = usedBy(procedure);
    const lacking = [
      ...used.commands.filter((key) => !bound.has(key)).map((key) => `the command ${key}`),
      ...used.places.filter((key) => !Object.hasOwn(places, key)).map((key) => `the place ${key}`),
      ...used.endpoints.filter((key) => !called.has(key)).map((key) => `the endpoint ${key}`),
    ];
    if (lacking.length === 0) return [];
    return [`Procedure ${procedure.key} cannot be planned in full: the target's file lacks ${lacking.join(', ')}.`];
  });
}

function usedBy({ steps }: Procedure): { commands: string[]; endpoints: string[]; places: string[] } {
  const all = steps.map(({ step }) => step);
  const checks = all.flatMap((step) => [...(step.onlyIf ?? []), ...(step.precondition ?? []), ...step.postcondition]);
  const commands = [
    ...all.flatMap((step) => (step.kind === 'command' ? [step.command] : [])),
    ...checks.flatMap(commandsOf),
  ];
  const endpoints = [
    ...all.flatMap((step) => (step.kind === 'http' ? step.endpoints : [])),
    ...checks.flatMap((check) => (check.check === 'http' ? [check.endpoint] : [])),
  ];
  const places = all.flatMap((step) => (step.kind === 'script' ? [step.place] : []));
  return { commands: [...new Set(commands)], endpoints: [...new Set(endpoints)], places: [...new Set(places)] };
}

function commandsOf(check: Check): string[] {
  if (check.check === 'compare') return [check.against.command];
  return 'command' in check ? [check.command] : [];
}
