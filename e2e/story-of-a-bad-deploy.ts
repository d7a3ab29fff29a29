import { confirmIfAsked, expect } from './people';
import { askForApproval, declareIncident, openRequest, runToItsEnd, validateAndClose, waitForProbes } from './rollback';
import { resetSandbox, runBound, switchFault } from './sandbox';
import type { ScreenName } from './screens';
import type { Stage, Story } from './stage';

const CLOSED = ['now.critical', 'room.closed', 'report.full', 'reports.full'] as const satisfies readonly ScreenName[];

/** An incident that ends as it should, and what is read of it afterwards. */
export const BAD_DEPLOY: Story = { gives: CLOSED, play: mendDeploy };

async function mendDeploy({ person, look }: Stage): Promise<void> {
  await resetSandbox();
  const stable = await runBound('git-head');
  await switchFault('bad-deploy', true);
  const [engineer, executive] = [await person('engineer'), await person('executive')];
  await waitForProbes(engineer, (health) => health.errorRatePercent > 90);
  const code = await declareIncident(engineer, 'Critical');
  await executive.goto('/');
  await look(executive, 'now.critical');
  await engineer.getByRole('radio', { name: new RegExp(stable.slice(0, 7)) }).check();
  const request = await askForApproval(engineer, 'It ran well all week.');
  await openRequest(executive, request);
  await executive.getByRole('button', { name: 'Approve this plan' }).click();
  const approved = executive.getByText('Demo Executive approved this plan').filter({ visible: true });
  await confirmIfAsked(executive, approved);
  await expect(approved).toBeVisible();
  await executive.goto(`/incidents/${code}`);
  await engineer.getByRole('button', { name: 'Run to the next decision' }).click();
  await runToItsEnd(engineer);
  await waitForProbes(engineer, (health) => health.errorRatePercent === 0);
  await validateAndClose(engineer, executive);
  await look(engineer, 'room.closed');
  await engineer.goto(`/reports/${code}`);
  await look(engineer, 'report.full');
  await engineer.goto('/reports');
  await look(engineer, 'reports.full');
}
