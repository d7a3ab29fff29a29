import type { Page } from '@playwright/test';
import { expect, test } from './people';

test('j and k walk through the rows of a list, and Enter opens the one that has the focus', async ({ person }) => {
  const page = await person('lead');
  await page.goto('/');
  // What the server drew names the other key: from here on the page listens.
  await expect(page.getByText('Ctrl K')).toBeVisible();
  await goTo(page, 'b', 'Runbooks');
  const procedures = page.locator('a[href^="/runbooks/"]').filter({ hasText: /^\d/ });
  await expect(procedures.first()).toBeVisible();
  for (const [key, row] of [...'jjk'].map((key, at) => [key, [0, 1, 0][at] as number] as const)) {
    await page.keyboard.press(key);
    await expect(procedures.nth(row)).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runbooks\/[^/]+$/);

  await goTo(page, 'l', 'Audit');
  const events = page.getByRole('list', { name: 'Events' });
  await expect(events).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(events.locator('summary').nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(events.locator('details').nth(1)).toHaveAttribute('open', '');
});

/** As a hand that stays on the keys goes there. Rows that the console has drawn hear their keys as soon as they are seen. */
async function goTo(page: Page, key: string, place: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press(key);
  await expect(page.getByRole('heading', { level: 1, name: place })).toBeVisible();
}
