import type { Condition } from '@/lib/contracts/runbook';

/** Whether the parameters are as a part of a procedure wants them: no condition always holds, several hold together. */
export function holds(when: Condition | Condition[] | undefined, parameters: Record<string, string>): boolean {
  return conditionsOf(when).every(({ parameter, equals }) => parameters[parameter] === equals);
}

export function conditionsOf(when: Condition | Condition[] | undefined): Condition[] {
  return when === undefined ? [] : [when].flat();
}
