import { listIndexes } from './facts';
import { expect, test } from './people';
import { askForApproval, declareFailingFeature, openRequest } from './rollback';
import { resetSandbox } from './sandbox';

test.beforeEach(resetSandbox);

test('a denied plan never runs, and its driver sees who denied it and why', async ({ person }) => {
  test.setTimeout(120_000);
  const before = await listIndexes();
  const engineer = await person('engineer');
  const lead = await person('lead', { width: 360, height: 780 });
  await declareFailingFeature(engineer);
  await engineer.getByRole('radio', { name: /Index removal/ }).check();
  const request = await askForApproval(engineer, 'Dropping the indexes should help.');

  await openRequest(lead, request);
  await lead.getByLabel('Your reason').fill('The importer is running until four; wait for it.');
  await lead.getByRole('button', { name: 'Deny' }).click();
  await expect(lead.getByText('Demo Lead denied this plan').filter({ visible: true })).toBeVisible();

  await expect(engineer.getByText('Demo Lead denied this plan').filter({ visible: true })).toBeVisible();
  await expect(
    engineer.getByText('The importer is running until four; wait for it.').filter({ visible: true }).first(),
  ).toBeVisible();
  await expect(engineer.getByRole('button', { name: /^Start/ })).toBeHidden();
  expect(await listIndexes()).toEqual(before);

  await engineer.getByRole('button', { name: 'Give up this plan' }).click();
  await engineer.getByRole('dialog').getByRole('textbox').fill('Waiting for the importer.');
  await engineer.getByRole('dialog').getByRole('button', { name: 'Give up this plan' }).click();
  await expect(engineer.getByRole('heading', { name: /given up/ })).toBeVisible();
  expect(await listIndexes()).toEqual(before);
});
