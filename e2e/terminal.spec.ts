import { confirmIfAsked, expect, test } from './people';
import { measureErrorRate, resetSandbox, runBound, switchFault } from './sandbox';
import { makeToken, say } from './terminal';

test.beforeEach(resetSandbox);

test('tokens made in the browser do a whole rollback at the terminal, and nothing more once they are revoked', async ({
  person,
}) => {
  test.setTimeout(420_000);
  const stable = await runBound('git-head');
  await switchFault('bad-deploy', true);
  const [engineer, executive] = [await person('engineer'), await person('executive', { width: 360, height: 780 })];
  const [driver, approver] = [await makeToken(engineer), await makeToken(executive, 'decide')];

  const declared = await say(
    driver,
    'declare',
    '--target',
    'replyx-sandbox',
    '--signal',
    'error_rate=95',
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
  const piped = await say(approver, 'approve', code, '--plan-hash', hash);
  expect(piped.code, 'a critical plan is approved by a person with a password, not by a token').toBe(4);
  expect(piped.error).toContain('This needs your password');
  await executive.goto('/approvals');
  await executive.getByRole('link', { name: /^Read and approve/ }).click();
  await executive.getByRole('button', { name: 'Approve this plan' }).click();
  const approved = executive.getByText('Demo Executive approved this plan').filter({ visible: true });
  await confirmIfAsked(executive, approved);
  await expect(approved).toBeVisible();

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
