import { expect, test } from './people';
import { declareFailingFeature } from './rollback';

test('what was promised in a report stands on its owner’s Now until it is done, and is found again by its words', async ({
  person,
}) => {
  const engineer = await person('engineer');
  const code = await declareFailingFeature(engineer);
  const promise = `Alert on bloat before users notice, ${code}`;

  const manager = await person('manager', { width: 360, height: 740 });
  await manager.goto(`/reports/${code}`);
  await manager.getByRole('button', { name: 'Add a follow-up' }).click();
  await manager.getByLabel('What is to be done').fill(promise);
  await manager.getByLabel('Who sees to it').selectOption({ label: 'Demo Engineer' });
  await manager.getByLabel('Until').fill(await manager.getByLabel('Until').getAttribute('min').then(String));
  await manager.getByRole('button', { name: 'Add the follow-up' }).click();
  await expect(manager.getByRole('list', { name: 'Follow-ups' })).toContainText(promise);

  await engineer.goto('/');
  const yours = engineer.getByRole('region', { name: 'Yours' });
  await expect(yours).toContainText(promise);
  await expect(yours).toContainText('due today');
  await yours.getByRole('button', { name: `Mark as done: ${promise}` }).click();
  await engineer.getByLabel('What came of it').fill('The alert rings at a quarter of wasted space.');
  await engineer.getByRole('dialog').getByRole('button', { name: 'Mark as done' }).click();
  await expect(engineer.getByRole('dialog')).toBeHidden();
  await expect(engineer.getByText(promise)).toHaveCount(0);
  await engineer.goto('/follow-ups?state=done');
  await expect(engineer.getByRole('list', { name: 'Follow-ups' })).toContainText('The alert rings at a quarter');

  // The leading worker makes its words findable within seconds; by what the message said, and by the promise.
  for (const words of [`"rollback in progress" ${code}`, 'quarter wasted']) {
    await expect(async () => {
      await manager.goto(`/reports?text=${encodeURIComponent(words)}`);
      await expect(manager.getByRole('list', { name: 'Reports' })).toContainText(code, { timeout: 1_000 });
    }).toPass();
  }
  await expect(manager.locator('mark').first()).toBeVisible();

  await manager.goto('/reports/figures');
  await expect(manager.getByText(/^In the last 12 months there (was|were) (no|\d+)/)).toBeVisible();
  const table = manager.getByRole('table', { name: 'The same by month, in numbers' });
  await expect(table.getByRole('row')).toHaveCount(13);
  await expect(table.getByRole('columnheader', { name: 'To restore' })).toBeVisible();
});
