import { expect, test } from './people';
import { PROCEDURES, prepareSandbox } from './procedures';
import {
  abandonRun,
  askForApproval,
  chooseProcedure,
  confirmWhatGoesAlong,
  declareFailingFeature,
  runToItsEnd,
} from './rollback';
import { resetSandbox } from './sandbox';

// 1.1 and 1.2 have specs of their own: the-whole-job, and emergency-path with lost-worker.
const OURS = PROCEDURES.filter(({ key }) => key !== '1.2');

/** One incident for all of them; after a failure the runner begins anew, and so does this. */
let code: string | undefined;

test.beforeAll(resetSandbox);
// A target takes one run: one that a failure left standing would keep out all that follow.
test.afterEach(async ({ person }, { status, expectedStatus }) => {
  if (code && status !== expectedStatus) await abandonRun(await person('engineer'), code);
});

for (const procedure of OURS)
  test(`procedure ${procedure.key}, ${procedure.title}, is driven in the browser and ${procedure.promise}`, async ({
    person,
  }) => {
    test.setTimeout(180_000);
    const [engineer, lead] = [await person('engineer'), await person('lead')];
    await prepareSandbox(procedure);
    const isDone = await procedure.watch();
    code ??= await declareFailingFeature(engineer);
    await engineer.goto(`/incidents/${code}?at=procedure`);
    await chooseProcedure(engineer, procedure);
    const request = await askForApproval(engineer, 'Its phase has to go.');

    await lead.goto(request);
    const approve = lead.getByRole('button', { name: 'Approve this plan' });
    await confirmWhatGoesAlong(lead, approve);
    await approve.click();
    await expect(lead.getByText('Demo Lead approved this plan').filter({ visible: true })).toBeVisible();

    await engineer.getByRole('button', { name: 'Run to the next decision' }).click();
    await runToItsEnd(engineer);
    await isDone();
  });
