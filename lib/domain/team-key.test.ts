import { expect, it } from 'vitest';
import { teamKey } from './team-key';

it.each([
  ['Payments', 'payments'],
  ['  Data & Search (EU) ', 'data-search-eu'],
  ['Équipe Données', 'equipe-donnees'],
  ['支付', ''],
  ['x'.repeat(60), 'x'.repeat(40)],
])('a team called “%s” has the key “%s”', (name, key) => {
  expect(teamKey(name)).toBe(key);
});
