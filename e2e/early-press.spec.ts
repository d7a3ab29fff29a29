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
});

/** Keeps every script file from coming until the returned function is called. */
async function holdScripts(page: Page): Promise<() => void> {
  let bring = () => {};
  const brought = new Promise<void>((resolve) => {
    bring = resolve;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    await brought;
    await route.continue();
  });
  return bring;
}
