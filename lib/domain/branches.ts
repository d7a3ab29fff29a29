/** Steps without a branch of their own: every way but the way back has them. */
export const COMMON = 'main';

/**
 * Which branches a run is on, as its `branch` says: one key, or, where a procedure is made of others, one a part
 * (`4.1/stop 1.2/recommended`).
 */
export function branchesTaken(taken: string): string[] {
  return taken.split(' ');
}

/** Whether a step of `branch` is on the way of a run that is on `taken`. */
export function isOnWay(branch: string, taken: string): boolean {
  return branch === COMMON || branchesTaken(taken).includes(branch);
}

/** What a run is on after it left a branch for `next`: its own part changes, and a branch of no part replaces all. */
export function takeBranch(taken: string, next: string): string {
  const part = partOf(next);
  if (part === null) return next;
  return [...branchesTaken(taken).filter((branch) => partOf(branch) !== part), next].join(' ');
}

function partOf(branch: string): string | null {
  return branch.includes('/') ? branch.slice(0, branch.indexOf('/')) : null;
}
