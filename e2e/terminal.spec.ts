import { execFile } from 'node:child_process';
import type { Page } from '@playwright/test';
import { expect, test } from './people';
import { waitForProbes } from './rollback';
import { measureErrorRate, resetSandbox, runBound, switchFault } from './sandbox';

test.beforeEach(resetSandbox);

test('tokens made in the browser do a whole rollback at the terminal, and nothing more once they are revoked', async ({
  person,
}) => {
  test.setTimeout(420_000);
  const stable = await runBound('git-head');
  await switchFault('bad-deploy', true);
  const [engineer, executive] = [await person('engineer'), await person('executive', { width: 360, height: 780 })];
  const [driver, approver] = [await makeToken(engineer), await makeToken(executive)];
  await waitForProbes(engineer, (health) => health.errorRatePercent > 90);

  const declared = await say(
    driver,
    'declare',
    '--target',
    'replyx-sandbox',
    '--signal',
    'error_rate',
    '--told',
    'hotline',
  );
  expect(declared.code, declared.error).toBe(0);
  const code = /Declared (\S+)/.exec(declared.out)?.[1] as string;
  const planned = await say(
    driver,
    'plan',
    code,
    '--procedure',
    '1.1',
    '--set',
    `stable_commit=${stable.slice(0, 7)}`,
    '--ask',
  );
  expect(planned.code, planned.error).toBe(0);
  expect(planned.out).toContain(`checkout --detach ${stable}`);
  const hash = /Plan hash ([0-9a-f]{8})/.exec(planned.out)?.[1] as string;
  expect(await runBound('git-head'), 'nothing runs before the approval').not.toBe(stable);
  expect((await say(approver, 'approve', code, '--plan-hash', hash)).code).toBe(0);

  const run = await say(driver, 'run', code);
  expect(run.code, run.error).toBe(0);
  expect(run.out).toContain('[6/6] Check that /api/health answers 200');
  expect(await runBound('git-head')).toBe(stable);
  expect(await measureErrorRate()).toBe(0);
  await engineer.goto(`/incidents/${code}`);
  await expect(engineer.getByRole('heading', { name: 'Does it work again?' })).toBeVisible();

  await engineer.goto('/tokens');
  await engineer.getByRole('button', { name: 'Revoke this token' }).first().click();
  await expect(engineer.getByText('revoked', { exact: true }).first()).toBeVisible();
  const refused = await say(driver, 'status', code);
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.error).toContain('This token was revoked.');
});

/** By the person's own menu; the token is shown once. */
async function makeToken(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.getByRole('menuitem', { name: 'Terminal tokens' }).click();
  await page.getByRole('button', { name: 'Make a token' }).first().click();
  await page.getByLabel('Name').fill('the terminal of this test');
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
function say(token: string, ...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const env = { ...process.env, ROLLBACK_TOKEN: token };
  const [program, ...first] = words[0] === 'status' ? ['npx', 'rollback'] : [process.execPath, 'scripts/rollback.mjs'];
  return new Promise((resolve) => {
    execFile(program as string, [...first, ...words], { env }, (failure, out, error) =>
      resolve({ code: failure ? Number(failure.code) : 0, out, error }),
    );
  });
}
