import { expect, type Page } from '@playwright/test';
import type { Person } from './people';
import type { ScreenName } from './screens';

/** Draws or judges what the page shows now. */
export type Look = (page: Page, name: ScreenName) => Promise<void>;
export type Stage = { person: Person; nobody: () => Promise<Page>; look: Look };
/** What is gone through, and which screens that gives. */
export type Story = { gives: readonly ScreenName[]; play: (stage: Stage) => Promise<void> };

/** The same person in another browser, to which nobody listens: it loses its network, or what it asks fails on purpose. */
export async function besides(page: Page): Promise<Page> {
  const browser = page.context().browser();
  if (!browser) throw new Error('The browser is gone.');
  const storageState = await page.context().storageState();
  return (await browser.newContext({ storageState, viewport: page.viewportSize() })).newPage();
}

/** Loses the network, waits until the page says so, and gives it back. */
export async function lookOffline(page: Page, path: string, look: () => Promise<void>): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('status', { name: /^Live/ })).toBeVisible();
  await page.context().setOffline(true);
  await expect(page.getByRole('status', { name: /no network|connection is down/ })).toBeVisible({ timeout: 45_000 });
  await look();
  await page.context().setOffline(false);
}
