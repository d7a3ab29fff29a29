import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, test as base, expect, type Page } from '@playwright/test';

export type Who = 'engineer' | 'lead' | 'executive' | 'manager' | 'admin';
type Person = (who: Who, viewport?: { width: number; height: number }) => Promise<Page>;

/** The demo people's password of the installation under test. */
export function demoPassword(): string {
  const folder = process.env.CONSOLE_DATA_DIR ?? '.data';
  return JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')).CONSOLE_DEMO_PASSWORD;
}

/** A page that nobody is signed in on fails the test for anything that the browser complains of. */
export const test = base.extend<{ person: Person }>({
  person: async ({ browser }, use) => {
    const complaints: string[] = [];
    const opened: Page[] = [];
    await use(async (who, viewport = { width: 1440, height: 900 }) => {
      const page = await open(browser, viewport, (text) => complaints.push(`${who}: ${text}`));
      opened.push(page);
      await signIn(page, who);
      return page;
    });
    await Promise.all(opened.map((page) => page.context().close()));
    expect(complaints).toEqual([]);
  },
});
export { expect };

async function open(
  browser: Browser,
  viewport: { width: number; height: number },
  complain: (text: string) => void,
): Promise<Page> {
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.on('pageerror', (error) => complain(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complain(`${message.text()} (${message.location().url})`);
  });
  return page;
}

async function signIn(page: Page, who: Who): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(`${who}@demo.example`);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'What do you see?' })).toBeVisible();
}
