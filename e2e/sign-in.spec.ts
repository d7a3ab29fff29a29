import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { demoPassword, expect, test } from './people';

const NOW = 'What do you see?';

async function enter(page: Page, password = demoPassword()): Promise<void> {
  await page.getByLabel('E-mail').fill('lead@demo.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test.describe('somebody who is signed out', () => {
  test('comes back to the link that they opened', async ({ page }) => {
    // Nothing has this id: where the link leads is shown by the address, and that nobody sees it before signing in.
    const link = `/approvals/${randomUUID()}?from=chat&why=a%26b`;
    await page.goto(link);
    await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(link)}`);
    await enter(page);
    await expect(page).toHaveURL(link);
    await expect(page.getByRole('navigation').first()).toBeVisible();
  });

  test('is not sent by a header of their own making', async ({ request }) => {
    const answer = await request.get('/reports', {
      headers: { 'x-console-path': '/somewhere-else' },
      maxRedirects: 0,
    });
    expect(answer.headers().location).toBe('/sign-in?next=%2Freports');
  });

  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example/'])
    test(`is led to Now by ?next=${next}`, async ({ page, baseURL }) => {
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await enter(page);
      await expect(page.getByRole('heading', { name: NOW })).toBeVisible();
      expect(page.url()).toBe(new URL('/', baseURL).href);
    });

  test('keeps the form after a wrong password, and is told', async ({ page }) => {
    await page.goto('/sign-in');
    await enter(page, 'not the password');
    await expect(
      page.getByText('The e-mail address or the password is not right.').filter({ visible: true }),
    ).toBeVisible();
    await expect(page.getByLabel('E-mail')).toHaveValue('lead@demo.example');
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
    await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
    await enter(page);
    await expect(page.getByRole('heading', { name: NOW })).toBeVisible();
  });
});

test('a cookie is refused once its owner signed out', async ({ page, request }) => {
  // A session of its own: the others go on.
  await page.goto('/sign-in');
  await enter(page);
  await expect(page.getByRole('heading', { name: NOW })).toBeVisible();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const read = () => request.get('/api/now', { headers: { cookie } });
  expect((await read()).status()).toBe(200);
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect((await read()).status()).toBe(401);
});
