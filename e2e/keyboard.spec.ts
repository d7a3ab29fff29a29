import type { Locator, Page } from '@playwright/test';
import { hasAllIndexes, listIndexes } from './facts';
import { choose, press, tabTo } from './keyboard';
import { expect, test } from './people';
import { resetSandbox } from './sandbox';

test.beforeEach(async () => {
  if (!(await hasAllIndexes())) await resetSandbox();
});

test('two people complete a rollback without a mouse, and see at every stop where they are', async ({ person }) => {
  test.setTimeout(180_000);
  const before = await listIndexes();
  const [engineer, lead] = [await person('engineer'), await person('lead')];
  await engineer.goto('/');
  await declare(engineer);

  await choose(engineer, engineer.getByRole('group', { name: 'Procedure', exact: true }), /^Vector indexes/);
  await press(engineer, 'Look at it first: preflight');
  await expect(engineer.getByRole('heading', { name: 'This is what would run' })).toBeVisible({ timeout: 30_000 });
  await tabTo(engineer, engineer.getByLabel('A note to the approver'));
  await engineer.keyboard.type('Searches fail since the indexes were made.');
  await press(engineer, 'Ask for approval');
  await expect(engineer.getByRole('heading', { name: /^Waiting for/ })).toBeVisible();
  const link = engineer.getByText(/\/approvals\/[0-9a-f-]{36}/).filter({ visible: true });
  await approve(lead, new URL((await link.textContent()) as string).pathname);

  await press(engineer, 'Run to the next decision');
  await expect(engineer.getByRole('heading', { name: 'Does it work again?' })).toBeVisible({ timeout: 60_000 });
  expect((await listIndexes()).length).toBe(before.length - 2);
  await press(engineer, 'Run immediate checks');
  await expect(engineer.getByText('5/5').filter({ visible: true })).toBeVisible({ timeout: 30_000 });
});

test('a dialog keeps the focus inside, and gives it back where it came from', async ({ person }) => {
  const page = await person('engineer');
  await page.goto('/drills');
  await press(page, 'Hold a drill now');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  const stops = await dialog.locator('a, button, input:not([type=hidden]), select, textarea').count();
  for (let stop = 0; stop <= stops; stop++) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((at) => at.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Hold a drill now' })).toBeFocused();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').pressSequentially('targets');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/targets$/);
});

/** From Now, by two letters, to a declared incident. */
async function declare(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'What do you see?' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page).toHaveURL(/\/incidents\/new/);
  // What the probes saw of an earlier test would ask for another approver.
  const suggested = page.getByRole('checkbox', { checked: true });
  while ((await suggested.count()) > 0) await toggle(page, suggested.first());
  await toggle(page, page.getByRole('checkbox', { name: /feature/i }));
  await press(page, 'See what it means');
  await press(page, 'Tell people');
  await toggle(page, page.getByRole('checkbox', { name: /told/i }).first());
  await press(page, 'Declare Medium incident');
  await expect(page.getByRole('heading', { name: 'Which way back?' })).toBeVisible();
}

async function toggle(page: Page, box: Locator): Promise<void> {
  await tabTo(page, box);
  await page.keyboard.press('Space');
}

async function approve(page: Page, request: string): Promise<void> {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'What do you see?' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await tabTo(page, page.getByRole('link', { name: /^Read and approve/ }).and(page.locator(`[href="${request}"]`)));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /asks for approval/ })).toBeVisible();
  await press(page, 'Approve this plan');
  await expect(page.getByText('Demo Lead approved this plan').filter({ visible: true })).toBeVisible();
}
