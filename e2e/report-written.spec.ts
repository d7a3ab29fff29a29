import { readFile } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { wordsOfPdf } from '../lib/server/testing/pdf-words';
import { expect, test } from './people';
import { declareFailingFeature } from './rollback';
import { resetSandbox } from './sandbox';

test.beforeEach(resetSandbox);

test('a report is written by two people without a lost word, its strip is read by keyboard, and its PDF has it all', async ({
  person,
  browser,
}) => {
  test.setTimeout(90_000);
  const [engineer, lead, manager] = [await person('engineer'), await person('lead'), await person('manager')];
  const code = await declareFailingFeature(engineer);
  for (const page of [lead, manager]) await page.goto(`/reports/${code}`);

  // Two people in one field: the second is told, and chooses.
  await write(manager, 'Sessions were leased.');
  await write(lead, 'The pool was too small.');
  await lead.getByRole('heading', { level: 1 }).click();
  await expect(lead.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  await manager.getByRole('button', { name: 'Done' }).click();
  const clash = manager.getByRole('alert').filter({ hasText: 'Somebody else changed this field' });
  await expect(clash).toContainText('The pool was too small.');
  await expect(manager.getByRole('textbox', { name: 'Root cause' })).toHaveValue('Sessions were leased.');
  await clash.getByRole('button', { name: 'Put both together' }).click();
  await expect(manager.getByRole('textbox', { name: 'Root cause' })).toBeFocused();
  await manager.getByRole('button', { name: 'Done' }).click();
  await expect(manager.getByRole('button', { name: 'Write: Root cause' })).toBeFocused();

  await writeWithoutNetwork(browser, manager, code);
  await manager.reload();
  const report = manager.getByRole('article');
  for (const words of ['The pool was too small.', 'Sessions were leased.', 'A limit for each service.'])
    await expect(report).toContainText(words);

  await readStrip(manager);
  const download = manager.waitForEvent('download');
  await manager.getByRole('link', { name: 'PDF', exact: true }).click();
  const file = await readFile(await (await download).path());
  expect(file.subarray(0, 5).toString()).toBe('%PDF-');
  for (const words of [code, 'Trigger event', 'The pool was too small.', 'Timeline', 'Page 1 of'])
    expect(wordsOfPdf(file)).toContain(words);
});

async function write(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Write: Root cause' }).click();
  await page.getByRole('textbox', { name: 'Root cause' }).fill(words);
}

/** In a browser of its own: one without a network complains of every answer that it misses. */
async function writeWithoutNetwork(browser: Browser, like: Page, code: string): Promise<void> {
  const context = await browser.newContext({ storageState: await like.context().storageState() });
  const page = await context.newPage();
  await page.goto(`/reports/${code}`);
  await page.getByRole('button', { name: 'Write: Prevention measures' }).click();
  await context.setOffline(true);
  await page.getByRole('textbox', { name: 'Prevention measures' }).fill('A limit for each service.');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(/Not saved yet: the console does not answer. Kept in this browser/)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  await context.close();
}

async function readStrip(page: Page): Promise<void> {
  const strip = page.getByRole('slider', { name: 'Error rate and p95 latency over time' });
  await strip.focus();
  await page.keyboard.press('m');
  await expect(strip).toHaveAttribute(
    'aria-valuetext',
    /^\d\d:\d\d:\d\d: Declared medium.* by Demo Engineer; error rate/,
  );
  await page.keyboard.press('Home');
  await expect(strip).toHaveAttribute('aria-valuenow', '0');
  await page.keyboard.press('End');
  await expect(strip).toHaveAttribute('aria-valuenow', (await strip.getAttribute('aria-valuemax')) as string);
  await page.keyboard.press('m');
  await page.keyboard.press('Enter');
  await expect(page.locator(':focus')).toContainText('Declared medium');
}
