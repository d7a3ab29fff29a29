import type { ConfirmedList, ExactList } from '@/lib/contracts/exact-list';
import type { Finding } from '@/lib/contracts/plan';
import { AppError } from './errors';

/**
 * Lists of which each item goes with a plan, counted by the console: what whoever approves has to confirm by its number. Their
 * order says nothing, so the same items make the same list. Each has a key of its own, also where two looks of a kind found
 * something: a yes to one is no yes to the other.
 */
export function exactListsOf(findings: readonly Finding[]): ExactList[] {
  const exact = findings.filter(({ isExactList, details = [] }) => isExactList && details.length > 0);
  const taken = new Set(exact.map(({ key }) => key));
  const given = new Set<string>();
  return exact.map(({ key, sentence, details = [] }) => {
    const own = given.has(key) ? freeKey(key, taken) : key;
    given.add(own);
    taken.add(own);
    return { key: own, sentence, count: details.length, items: details.toSorted() };
  });
}

function freeKey(key: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${key}-${number}`)) number += 1;
  return `${key}-${number}`;
}

/**
 * Refuses an approval that does not confirm each list by the very number that stands in it, or that confirms one that the plan
 * does not have: whoever read "3 more objects" has not approved thirty.
 */
export function assertConfirmed(lists: readonly ExactList[], confirmed: readonly ConfirmedList[]): void {
  const left = lists.find(({ key, count }) => !confirmed.some((one) => one.key === key && one.count === count));
  if (left)
    throw new AppError(
      'invalid_input',
      `The list “${left.key}” was not confirmed by its number: ${left.sentence} Nothing was approved.`,
      `Read the list, and confirm that ${left.count} stand in it; or deny the request.`,
    );
  const strange = confirmed.find(({ key }) => !lists.some((list) => list.key === key));
  if (strange)
    throw new AppError(
      'invalid_input',
      `The plan has no list “${strange.key}” that could be confirmed. Nothing was approved.`,
      'Read the plan as it stands now, then decide again.',
    );
}
