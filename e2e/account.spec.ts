import type { Browser, Page } from '@playwright/test';
import { demoPassword, expect, test } from './people';
import { ageSignIns, withOutsider } from './store';

const DIALOG = 'Confirm that it is you';

/** A browser of its own: the sessions that the other tests share stay as they are. */
async function signIn(browser: Browser, who = 'executive'): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(`${who}@demo.example`);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'What do you see?' })).toBeVisible();
  return page;
}

async function sessionCookie(page: Page): Promise<string | undefined> {
  return (await page.context().cookies()).find(({ name }) => name.endsWith('session-token'))?.value;
}

async function addVirtualKey(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test('a passkey is added, signs in by itself, confirms who one is in place of the password, and is removed', async ({
  browser,
}) => {
  const page = await signIn(browser);
  await addVirtualKey(page);
  await page.goto('/account');
  const add = async (name: string) => {
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Add this passkey' }).click();
    await expect(page.getByText(name, { exact: true })).toBeVisible();
  };
  await add('Virtual key');

  await page.context().clearCookies();
  await page.goto('/sign-in?next=%2Faccount');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByText('Virtual key', { exact: true })).toBeVisible();

  await ageSignIns('executive');
  await page.getByRole('button', { name: 'Remove this passkey' }).click();
  const asked = page.getByRole('dialog', { name: DIALOG });
  await asked.getByLabel('Your password').fill('not the password');
  await asked.getByRole('button', { name: 'Confirm and go on' }).click();
  await expect(asked.getByText('This is not your password; nothing was changed.')).toBeVisible();
  const cookieBefore = await sessionCookie(page);
  await asked.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByText('No passkeys yet')).toBeVisible();
  expect(await sessionCookie(page), 'the session goes on under another id').not.toBe(cookieBefore);
  await page.context().close();
});

test('a browser is signed out from another one, and everywhere', async ({ browser }) => {
  // Of somebody who has no other sessions: it is theirs that are ended.
  await withOutsider(async () => {
    const [here, there] = [await signIn(browser, 'outsider'), await signIn(browser, 'outsider')];
    await here.goto('/account');
    await here.getByRole('button', { name: 'Sign out there' }).click();
    await expect(here.getByRole('button', { name: 'Sign out there' })).toBeHidden();
    await there.goto('/reports');
    await expect(there).toHaveURL(/\/sign-in\?next=%2Freports$/);
    await here.getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(here).toHaveURL(/\/sign-in$/);
    await Promise.all([here, there].map((page) => page.context().close()));
  });
});
