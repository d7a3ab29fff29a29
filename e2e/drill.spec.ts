import { expect, test } from './people';
import { measureErrorRate, resetSandbox, switchFault } from './sandbox';

test.beforeEach(resetSandbox);

test('a drill breaks the sandbox for real, is marked wherever it is seen, and is aborted without a trace on it', async ({
  person,
}) => {
  test.setTimeout(240_000);
  const engineer = await person('engineer');
  // Switched from outside of the console, as the resets of these tests are; a drill refuses to start beside a fault.
  await engineer.goto('/targets');
  const alembic = engineer.getByRole('switch', { name: 'Alembic is missing' });
  await switchFault('alembic-missing', true);
  await expect(alembic).toBeChecked();
  await switchFault('alembic-missing', false);
  await expect(alembic).not.toBeChecked();
  await expect(engineer.getByRole('switch', { name: 'Slow database' })).not.toBeChecked();
  await engineer.goto('/drills');
  await engineer.getByRole('button', { name: 'Hold a drill now' }).click();
  await engineer.getByRole('dialog').getByLabel('Procedure').selectOption('1.1');
  await engineer.getByRole('dialog').getByRole('button', { name: 'Start the drill' }).click();

  await engineer.getByRole('link', { name: 'Go to the room' }).click({ timeout: 120_000 });
  expect(await measureErrorRate(), 'it is really broken').toBeGreaterThan(90);
  await expect(engineer.getByRole('note', { name: /the sandbox: a drill/ })).toContainText('DRILL');
  await expect(
    engineer.getByText('Declared critical (DRILL)', { exact: true }).filter({ visible: true }),
  ).toBeVisible();

  const manager = await person('manager', { width: 360, height: 780 });
  await manager.goto('/');
  await expect(manager.getByRole('list', { name: 'Open incidents' }).getByText('Drill', { exact: true })).toBeVisible();
  await manager.goto('/incidents?state=drills');
  await manager
    .getByRole('link', { name: /^Drill: 1\.1/ })
    .first()
    .click();
  await expect(manager).toHaveURL(/\/incidents\/DB-ROLLBACK-/);

  await engineer.getByRole('link', { name: 'Drill checklist' }).click();
  await engineer.getByRole('button', { name: 'Abort the drill' }).click();
  await engineer.getByRole('dialog').getByRole('textbox').fill('A real incident came in.');
  await engineer.getByRole('dialog').getByRole('button', { name: 'Abort the drill' }).click();
  await expect(engineer.getByText('“A real incident came in.”').filter({ visible: true }).first()).toBeVisible();
  await expect(engineer.getByText('The next drill of week 1 is in the calendar.')).toBeVisible();
  await engineer.getByRole('button', { name: 'Switch the fault off' }).click();
  await expect.poll(() => measureErrorRate(2), { timeout: 60_000, message: 'the fault is still on' }).toBe(0);
});
