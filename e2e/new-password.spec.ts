import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from './people';

const NOW = 'What do you see?';

async function enter(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('an administrator sets a new password: the old one and its session end, the new one signs in', async ({
  person,
  page,
}) => {
  const name = `Kim ${randomUUID().slice(0, 8)}`;
  const email = `${name.replace(' ', '.').toLowerCase()}@demo.example`;
  const admin = await person('admin');
  await admin.goto('/people');
  await admin.getByRole('button', { name: 'Add a person' }).click();
  await admin.getByLabel('Name').fill(name);
  await admin.getByLabel('E-mail address').fill(email);
  await admin.getByLabel('First password').fill('the first of theirs');
  await admin.getByRole('button', { name: 'Add this person' }).click();
  await expect(admin.getByText(email).filter({ visible: true })).toBeVisible();

  await page.goto('/sign-in');
  await enter(page, email, 'the first of theirs');
  await expect(page.getByRole('heading', { name: NOW })).toBeVisible();

  await admin.getByRole('button', { name: `Change ${name}` }).click();
  await admin.getByRole('button', { name: 'Set a new password' }).click();
  await admin.getByRole('textbox', { name: 'New password' }).fill('too short');
  await admin.getByRole('button', { name: 'Set this password' }).click();
  await expect(admin.getByText('Use at least 12 characters.').filter({ visible: true })).toBeVisible();
  await admin.getByRole('textbox', { name: 'New password' }).fill('the second of theirs');
  await admin.getByRole('button', { name: 'Set this password' }).click();
  await expect(admin.getByRole('dialog')).toBeHidden();

  await page.goto('/reports');
  await expect(page).toHaveURL('/sign-in?next=%2Freports');
  await enter(page, email, 'the first of theirs');
  await expect(
    page.getByText('The e-mail address or the password is not right.').filter({ visible: true }),
  ).toBeVisible();
  await enter(page, email, 'the second of theirs');
  await expect(page).toHaveURL('/reports');
});

test('somebody changes their own password by the one that holds, and stays signed in where they did', async ({
  person,
  page,
}) => {
  const email = `own.${randomUUID().slice(0, 8)}@demo.example`;
  const admin = await person('admin');
  await admin.goto('/people');
  await admin.getByRole('button', { name: 'Add a person' }).click();
  await admin.getByLabel('Name').fill(`Own ${email.slice(4, 12)}`);
  await admin.getByLabel('E-mail address').fill(email);
  await admin.getByLabel('First password').fill('the first of theirs');
  await admin.getByRole('button', { name: 'Add this person' }).click();
  await expect(admin.getByText(email).filter({ visible: true })).toBeVisible();

  await page.goto('/sign-in?next=%2Faccount');
  await enter(page, email, 'the first of theirs');
  await page.getByRole('button', { name: 'Change your password' }).click();
  const change = async (current: string) => {
    await page.getByLabel('Current password').fill(current);
    await page.getByLabel('New password', { exact: true }).fill('the second of theirs');
    await page.getByLabel('New password, once more').fill('the second of theirs');
    await page.getByRole('button', { name: 'Change the password' }).click();
  };
  await change('not the password');
  await expect(page.getByText('This is not your password; nothing was changed.')).toBeVisible();
  await change('the first of theirs');
  await expect(page.getByText('Your password is changed')).toBeVisible();
  await page.goto('/reports');
  await expect(page).toHaveURL('/reports');
  await page.context().clearCookies();
  await page.goto('/sign-in?next=%2Faccount');
  await enter(page, email, 'the second of theirs');
  await expect(page).toHaveURL('/account');
});
