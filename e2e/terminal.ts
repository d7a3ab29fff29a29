import { execFile } from 'node:child_process';
import { expect, type Page } from '@playwright/test';

export type Said = { code: number; out: string; error: string };

/** By the person's own menu; the token is shown once. */
export async function makeToken(page: Page, use?: 'decide'): Promise<string> {
  await page.goto('/');
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.getByRole('menuitem', { name: 'Terminal tokens' }).click();
  await page.getByRole('button', { name: 'Make a token' }).first().click();
  await page.getByLabel('Name').fill('the terminal of this test');
  if (use) await page.getByLabel('For', { exact: true }).selectOption(use);
  await page.getByRole('button', { name: 'Make this token' }).click();
  const shown = page.getByRole('figure', { name: 'Token', exact: true });
  await expect(shown).toContainText(/rbk_[\w-]{43}/);
  const token = /rbk_[\w-]{43}/.exec((await shown.textContent()) ?? '')?.[0] as string;
  await page.getByRole('button', { name: 'Copy the token', exact: true }).click();
  await expect(page.getByText('Copied').filter({ visible: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'I have saved it' }).click();
  await expect(page.getByText(token)).toBeHidden();
  return token;
}

/** As somebody types it in the console's folder; npx itself, which costs a second, only where that is the promise. */
export function say(token: string, ...words: string[]): Promise<Said> {
  const env = { ...process.env, ROLLBACK_TOKEN: token };
  const [program, ...first] = words[0] === 'status' ? ['npx', 'rollback'] : [process.execPath, 'scripts/rollback.mjs'];
  return new Promise((resolve) => {
    execFile(program as string, [...first, ...words], { env, maxBuffer: 32 << 20 }, (failure, out, error) =>
      resolve({ code: failure ? Number(failure.code) : 0, out, error }),
    );
  });
}
