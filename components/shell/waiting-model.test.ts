import { expect, it } from 'vitest';
import { allWaiting, setBadge, withCount } from './waiting-model';

it.each([
  ['Now · Rollback', 0, 'Now · Rollback'],
  ['Now · Rollback', 2, '(2) Now · Rollback'],
  ['(2) Now · Rollback', 3, '(3) Now · Rollback'],
  ['(12) Now · Rollback', 0, 'Now · Rollback'],
  ['(draft) Runbook', 1, '(1) (draft) Runbook'],
])('the title “%s” with %i waiting is “%s”, however often it is set', (title, waiting, wanted) => {
  expect(withCount(title, waiting)).toBe(wanted);
  expect(withCount(wanted, waiting)).toBe(wanted);
});

it.each([
  [{ approvals: 2, turns: 1, offers: 1 }, 4],
  [{ approvals: 0, turns: 0, offers: 1 }, 1],
  [{ approvals: 0, turns: 1, offers: 0 }, 1],
  [{ approvals: 0, turns: 0, offers: 0 }, 'none'],
])('the icon counts approvals, turns and offers alike: %o is %s', async (waiting, wanted) => {
  const badges: (number | 'none' | undefined)[] = [];
  const icon = {
    setAppBadge: async (count?: number) => void badges.push(count),
    clearAppBadge: async () => void badges.push('none'),
  };
  await setBadge(icon, allWaiting(waiting));
  expect(badges).toEqual([wanted]);
});
