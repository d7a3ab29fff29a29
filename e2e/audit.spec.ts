import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from './people';

const run = promisify(execFile);

test('a manager takes the log along and checks it on a machine that has nothing but Node', async ({ person }) => {
  const folder = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const page = await person('manager');
  await page.goto('/audit');
  await expect(page.getByText(/holds? from the first event to the last/)).toBeVisible();
  const [file, key] = [join(folder, 'audit.jsonl'), join(folder, 'key.pem')];
  const exported = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the log' }).click();
  await (await exported).saveAs(file);
  const downloaded = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the public key' }).click();
  await (await downloaded).saveAs(key);
  cpSync('scripts/audit-verify.mjs', join(folder, 'audit-verify.mjs'));
  cpSync('scripts/audit-verify', join(folder, 'audit-verify'), { recursive: true });
  const { stdout } = await run(process.execPath, ['audit-verify.mjs', file, '--key', key], { cwd: folder });
  expect(stdout).toMatch(/Signature: good, by the key you gave\.[\s\S]*Everything holds\./);
  rmSync(folder, { recursive: true, force: true });
});

test('an engineer is told whose the whole log is, and finds what happened in a room instead', async ({ person }) => {
  const page = await person('engineer', { width: 360, height: 780 });
  await page.goto('/audit');
  await expect(page.getByText('The whole log is for team leads')).toBeVisible();
  await expect(page.getByRole('button', { name: /Export/ })).toHaveCount(0);
});
