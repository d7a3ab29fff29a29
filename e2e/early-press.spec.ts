import type { Page } from '@playwright/test';
import { demoPassword, expect, test } from './people';
import { declareFailingFeature } from './rollback';
import { resetSandbox } from './sandbox';

test.describe('before the page’s script has come', () => {
  test('Enter and a press send nothing, and sign in once, as soon as it is there', async ({ page }) => {
    const bring = await holdScripts(page);
    await page.goto('/sign-in', { waitUntil: 'commit' });
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' || request.isNavigationRequest()) sent.push(request.method());
    });
    await page.getByLabel('E-mail').fill('lead@demo.example');
    await page.getByLabel('Password', { exact: true }).fill(demoPassword());
    await page.getByLabel('Password', { exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(sent).toEqual([]);
    const signedIn = page.waitForResponse((answer) => answer.request().method() === 'POST');
    bring();
    await signedIn;
    await expect(page.getByRole('heading', { name: 'What do you see?' })).toBeVisible();
    expect(sent.filter((method) => method === 'POST')).toHaveLength(1);
  });

  test('the last press of several is the one that is done', async ({ person }) => {
    await resetSandbox();
    const page = await person('engineer');
    const code = await declareFailingFeature(page);
    const bring = await holdScripts(page);
    await page.goto(`/incidents/${code}`, { waitUntil: 'commit' });
    await page.getByRole('button', { name: 'Change severity' }).click();
    await page.getByRole('button', { name: 'Hand over', exact: true }).click();
    bring();
    await expect(page.getByRole('dialog', { name: 'Hand over' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('button', { name: 'Change severity' }).click();
    await expect(page.getByRole('dialog', { name: 'Change the severity' })).toBeVisible();
  });

  test('what was chosen in a part that is late stays, whatever others do in the room meanwhile', async ({ person }) => {
    await resetSandbox();
    const other = await person('lead');
    const code = await declareFailingFeature(other);
    const page = await person('engineer');
    const address = `/incidents/${code}`;
    // The page itself has its script; the stage in its middle waits for its own.
    const bring = await holdScripts(page, 'Which way back?');
    await page.goto(address, { waitUntil: 'commit' });
    const way = page.getByRole('radio', { name: /^Vector indexes/ });
    await way.check();
    const node = await way.elementHandle();
    await expect(page.getByText('Live: this page changes')).toBeAttached();

    await other.goto(address);
    await other.getByRole('button', { name: 'Change severity' }).click();
    await other.getByLabel('New severity').selectOption('high');
    await other.getByLabel('Why').fill('More people see it.');
    await other.getByRole('dialog').getByRole('button', { name: 'Change severity' }).click();
    await expect(page.getByText('Severity is high').first()).toBeAttached();
    await expect(way).toBeChecked();
    bring();
    await page.getByRole('button', { name: 'Look at it first: preflight' }).click();
    expect(await node?.evaluate((drawnRadio) => drawnRadio.isConnected)).toBe(true);
    await expect(page.getByRole('heading', { name: 'This is what would run' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('Vector indexes').first()).toBeVisible();
  });
});

/** Keeps script files that hold these words from coming until the returned function is called. */
async function holdScripts(page: Page, words = ''): Promise<() => void> {
  let bring = () => {};
  const brought = new Promise<void>((resolve) => {
    bring = resolve;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    if (body.includes(words)) await brought;
    await route.fulfill({ response, body });
  });
  return bring;
}
