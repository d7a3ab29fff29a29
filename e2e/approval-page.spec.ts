import { expect, test } from './people';
import { abandonRun, askForApproval, chooseProcedure, declareFailingFeature, openRequest } from './rollback';
import { resetSandbox } from './sandbox';

test.beforeEach(resetSandbox);

const PHONE = { width: 360, height: 740 };

test('an approver reads on a phone what will happen, and the buttons go when the plan is given up meanwhile', async ({
  person,
}) => {
  test.setTimeout(180_000);
  const engineer = await person('engineer');
  const lead = await person('lead', PHONE);
  const code = await declareFailingFeature(engineer);
  await chooseProcedure(engineer, { title: 'Vector indexes' });
  const request = await askForApproval(engineer, 'Searches fail since the indexes were made.');

  await openRequest(lead, request);
  const changes = lead.getByRole('list', { name: /^Changes the system · \d steps$/ });
  await expect(
    changes.getByText('Every search of knowledge gets slower at once; nothing stops.').first(),
  ).toBeVisible();
  await expect(lead.getByText(/^Can be undone/).first()).toBeVisible();
  await expect(lead.getByText(/in about .+ steps, “Create both again”, part of this plan/)).toBeVisible();
  expect(await lead.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);

  const approve = lead.getByRole('button', { name: 'Approve this plan' });
  await expect(approve).toBeVisible();
  await engineer.getByRole('button', { name: 'Give up this plan' }).click();
  const dialog = engineer.getByRole('dialog');
  await dialog.getByRole('textbox').fill('It mended itself.');
  await dialog.getByRole('button', { name: 'Give up this plan' }).click();
  await expect(lead.getByText('This plan is no longer the one to decide on')).toBeVisible();
  await expect(approve).toBeHidden();
  await expect(lead.getByRole('button', { name: 'Deny' })).toBeHidden();
  await abandonRun(engineer, code);
});
