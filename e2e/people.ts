import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import { endGuide } from './store';

/** The demo people; the outsider is there only while `withOutsider` of store.ts runs. */
export type Who = 'engineer' | 'lead' | 'executive' | 'manager' | 'admin' | 'outsider';
type Viewport = { width: number; height: number };
/** A new tab of this person's browser, signed in, with nothing opened in it yet. */
export type Person = (who: Who, viewport?: Viewport) => Promise<Page>;
type Browsers = (who: Who, viewport: Viewport) => Promise<BrowserContext>;

/** The demo people's password of the installation under test. */
export function demoPassword(): string {
  const folder = process.env.CONSOLE_DATA_DIR ?? '.data';
  return JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')).CONSOLE_DEMO_PASSWORD;
}

/** A page that somebody is signed in on fails the test for anything that the browser complains of. */
export const test = base.extend<{ person: Person }, { browsers: Browsers }>({
  // People sign in once and keep their browser, with what it has cached; every test has tabs of its own.
  browsers: [
    async ({ browser }, use) => {
      const kept = new Map<string, Promise<BrowserContext>>();
      await use((who, viewport) => {
        // Who was let in for a moment and shut out again signs in anew.
        const key = who === 'outsider' ? `${who} ${kept.size}` : `${who} ${viewport.width}x${viewport.height}`;
        const opened = kept.get(key) ?? open(browser, who, viewport);
        kept.set(key, opened);
        return opened;
      });
      for (const opened of kept.values()) await (await opened).close();
    },
    { scope: 'worker' },
  ],
  person: async ({ browsers }, use) => {
    const complaints: string[] = [];
    const opened: Page[] = [];
    await use(async (who, viewport = { width: 1440, height: 900 }) => {
      const page = await (await browsers(who, viewport)).newPage();
      opened.push(page);
      listen(page, (text) => complaints.push(`${who}: ${text}`));
      return page;
    });
    await Promise.all(opened.map((page) => page.close()));
    expect(complaints).toEqual([]);
  },
});
export { expect };

async function open(browser: Browser, who: Who, viewport: Viewport): Promise<BrowserContext> {
  await endGuide(who);
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(`${who}@demo.example`);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'What do you see?' })).toBeVisible();
  await page.close();
  return context;
}

/** Gives the password where a grave deed asks for a fresh one: people signed in minutes or an hour before. */
export async function confirmIfAsked(page: Page, done: Locator): Promise<void> {
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(asked.or(done).first()).toBeVisible();
  if (!(await asked.isVisible())) return;
  await asked.getByLabel('Your password').fill(demoPassword());
  await asked.getByRole('button', { name: 'Confirm and go on' }).click();
}

/** Hands on whatever the browser complains of. */
export function listen(page: Page, complain: (text: string) => void): void {
  page.on('pageerror', (error) => complain(error.message));
  page.on('console', (message) => {
    const { url } = message.location();
    // That the very address asked for is no page is the answer wanted there; whatever a page itself misses is not.
    const isAnswer = url === page.url() && / 404 /.test(message.text());
    if ((message.type() === 'error' || message.type() === 'warning') && !isAnswer)
      complain(`${message.text()} (${url})`);
  });
}
