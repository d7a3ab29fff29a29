import { expect, type Locator, type Page } from '@playwright/test';
import { type Procedure, readValue } from './procedures';
import { targetFile } from './sandbox';

/** The wizard as a person uses it, in steps that several promises share. */

/** From Now to a declared incident, with whatever the probes have filled in. Returns its code. */
export async function declareIncident(page: Page, severity: 'Critical' | 'High'): Promise<string> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Something is wrong: assess it' }).click();
  await page.getByRole('button', { name: 'See what it means' }).click();
  await expect(page.getByText(severity, { exact: true }).filter({ visible: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Tell people' }).last().click();
  await page.getByRole('checkbox', { name: /told/i }).first().check();
  await page.getByRole('button', { name: `Declare ${severity} incident` }).click();
  return codeOf(page);
}

/** By a link to the page that tells people, with what is seen: declares an incident that a team lead may approve for. */
export async function declareFailingFeature(page: Page): Promise<string> {
  await page.goto(`/incidents/new?target=${targetFile().key}&signals=feature_failing&step=3`);
  await page.getByRole('checkbox', { name: /told/i }).first().check();
  await page.getByRole('button', { name: 'Declare Medium incident' }).click();
  return codeOf(page);
}

async function codeOf(room: Page): Promise<string> {
  await expect(room.getByRole('heading', { name: 'Which way back?' })).toBeVisible();
  return new URL(room.url()).pathname.split('/').at(-1) as string;
}

export async function chooseProcedure(
  page: Page,
  { title, branch, parameters = [] }: Pick<Procedure, 'title' | 'branch' | 'parameters'>,
): Promise<void> {
  await page
    .getByRole('group', { name: 'Procedure', exact: true })
    .getByRole('radio', { name: new RegExp(`^${title}`) })
    .check();
  if (branch) await page.getByRole('radio', { name: new RegExp(branch.title) }).check();
  for (const parameter of parameters) {
    const value = await readValue(parameter);
    if (!parameter.isListed) await page.getByLabel(parameter.title, { exact: true }).selectOption(value);
    else
      await page
        .getByRole('group', { name: parameter.title, exact: true })
        .getByRole('radio', { name: new RegExp(`^${value.slice(0, 7)}`) })
        .check();
  }
}

/** Follows a run that was let go on: whenever it asks whether that is enough, it is told to go on. */
export async function runToItsEnd(page: Page): Promise<void> {
  const over = page.getByRole('heading', { name: 'Does it work again?' });
  const goOn = page.getByRole('button', { name: 'Not yet: go on with the next phase' });
  for (;;) {
    await expect(over.or(goOn)).toBeVisible({ timeout: 120_000 });
    if (await over.isVisible()) return;
    await goOn.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Users still see it.');
    await dialog.getByRole('button', { name: 'Not yet: go on with the next phase' }).click();
    await expect(dialog).toBeHidden();
  }
}

/** Ends a run that stands somewhere and waits for its driver; one that is over, or was never started, is left as it is. */
export async function abandonRun(page: Page, code: string): Promise<void> {
  await page.goto(`/incidents/${code}`);
  const abort = page.getByRole('button', { name: 'Abort the rollback' });
  if (!(await abort.isVisible())) return;
  await abort.click();
  await page.getByRole('dialog').getByRole('textbox').fill('Its test failed.');
  await page.getByRole('dialog').getByRole('button', { name: 'Abort the rollback' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

/** Waits until the console's own probes say so: an incident is assessed from what they measured. */
export async function waitForProbes(
  page: Page,
  isSeen: (health: { errorRatePercent: number; slowdownPercent: number }) => boolean,
): Promise<void> {
  await expect
    .poll(
      async () => {
        const now = await (await page.request.get('/api/now')).json();
        return isSeen(now.targets[0].health);
      },
      { timeout: 60_000, message: 'the probes never saw it' },
    )
    .toBe(true);
}

/** From the choice of a procedure to a plan that waits for approval. Returns the request's path. */
/** Ticks, as whoever approves has to, that they read each list of what goes along. A page just opened may not listen yet. */
export async function confirmWhatGoesAlong(page: Page, approve: Locator): Promise<void> {
  const ticks = page.getByRole('region', { name: 'What goes along' }).getByRole('checkbox');
  await expect(async () => {
    for (const tick of await ticks.all()) await tick.check();
    await expect(approve).toBeEnabled({ timeout: 500 });
  }).toPass();
}

export async function askForApproval(page: Page, note: string): Promise<string> {
  await page.getByRole('button', { name: 'Look at it first: preflight' }).click();
  await expect(page.getByRole('heading', { name: 'This is what would run' })).toBeVisible({ timeout: 30_000 });
  await page.getByLabel('A note to the approver').fill(note);
  await page.getByRole('button', { name: 'Ask for approval' }).click();
  await expect(page.getByRole('heading', { name: /^Waiting for/ })).toBeVisible();
  const link = await page
    .getByText(/\/approvals\/[0-9a-f-]{36}/)
    .filter({ visible: true })
    .textContent();
  return new URL(link as string).pathname;
}

/** Finds the request among those that wait for this person, and opens it. */
export async function openRequest(page: Page, request: string): Promise<void> {
  await page.goto('/approvals');
  await page
    .getByRole('link', { name: /^Read and approve/ })
    .and(page.locator(`[href="${request}"]`))
    .click();
  await expect(page.getByRole('heading', { level: 1, name: /asks for approval/ })).toBeVisible();
}

/** Both validations, every success criterion, close. Somebody else sees the criteria come in. */
export async function validateAndClose(page: Page, other: Page, criteria = '11/11'): Promise<void> {
  await page.getByRole('button', { name: 'Run immediate checks' }).click();
  await expect(page.getByText('5/5').filter({ visible: true })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Run the comprehensive validation' }).click();
  await expect(page.getByText('6/6').filter({ visible: true })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Measure the criteria' }).click();
  await confirmCriteria(page, criteria);
  await expect(page.getByText(criteria).filter({ visible: true })).toBeVisible({ timeout: 60_000 });
  await expect(other.getByText(criteria).filter({ visible: true })).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: /Close and report/ })
    .click();
  await page.getByRole('button', { name: 'Close the incident' }).click();
  await expect(page.getByRole('heading', { name: 'It is over' })).toBeVisible();
}

/** Times the queries for as short as it goes, and waits for the comparison with the baseline. */
export async function timeQueries(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: /Baseline validation/ })
    .click();
  await page.getByLabel('For how long').fill('5s');
  await page.getByRole('button', { name: 'Start the benchmark' }).click();
  const compared = page.getByRole('region', { name: 'Compared with the baseline' });
  await expect(compared.getByRole('row', { name: /Messages of dialog 1/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Back to now' }).first().click();
}

/** Confirms what only people see. A drill may have nothing of the kind: then all are met without it. */
async function confirmCriteria(page: Page, met: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: /Success criteria/ })
    .click();
  const open = page.getByRole('button', { name: 'Confirm', exact: true });
  const allMet = page.getByText(met).filter({ visible: true });
  await expect(open.or(allMet).first()).toBeVisible({ timeout: 60_000 });
  for (let left = await open.count(); left > 0; left--) {
    const criterion = page.getByRole('listitem').filter({ has: open }).first();
    await criterion.getByLabel(/^Note on/).fill('Seen in the sandbox.');
    await criterion.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(open).toHaveCount(left - 1);
  }
}
