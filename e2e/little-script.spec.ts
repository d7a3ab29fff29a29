import type { Page } from '@playwright/test';
import { measureScripts } from '../scripts/bench/page-script';
import { expect, test } from './people';
import { declareFailingFeature } from './rollback';

const MOST_KB = 170;

test('a room brings at most 170 KB of compressed script before anybody presses anything, at its largest stage too', async ({
  person,
}) => {
  const page = await person('engineer');
  await declareFailingFeature(page);
  await isLittle(page, 'the choice of a procedure');
  await page
    .getByRole('group', { name: 'Procedure', exact: true })
    .getByRole('radio', { name: /^Vector indexes/ })
    .check();
  await page.getByRole('button', { name: 'Look at it first: preflight' }).click();
  await expect(page.getByRole('heading', { name: 'This is what would run' })).toBeVisible({ timeout: 30_000 });
  await isLittle(page, 'the preflight');
});

async function isLittle(page: Page, stage: string): Promise<void> {
  await page.goto(new URL(page.url()).pathname);
  const { brotli, gzip, files } = await measureScripts(page);
  console.log(`${stage}: ${brotli.toFixed(1)} KB with Brotli, ${gzip.toFixed(1)} KB with gzip, in ${files} files`);
  expect(brotli, stage).toBeLessThanOrEqual(MOST_KB);
}
