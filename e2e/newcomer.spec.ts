import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { confirmIfAsked, demoPassword } from './people';
import { resetSandbox } from './sandbox';

test.beforeEach(resetSandbox);

const PROMISED_MS = 5 * 60_000;
const guideOf = (page: Page) => page.getByRole('complementary', { name: 'Guide through a first drill' });

/** Whoever is asked for words writes some. */
const WORDS = 'Seen and done in a first drill.';

test('a newcomer who reads nothing but the guide holds a whole drill, to its report, in under five minutes', async ({
  browser,
}) => {
  test.setTimeout(PROMISED_MS + 60_000);
  await seeNoFault(browser);
  const begun = Date.now();
  const newcomer = await signIn(browser, '/sign-in?email=engineer@demo.example');
  const windows: Page[] = [];
  while (!(await isOver(newcomer))) {
    const link = guideOf(newcomer).getByRole('code');
    const before = await sentenceOf(newcomer);
    if (await link.isVisible()) {
      const other = await signIn(browser, (await link.textContent()) as string);
      windows.push(other);
      await follow(other);
      await confirmIfAsked(other, other.getByText('approved this plan').filter({ visible: true }).first());
    } else await follow(newcomer);
    await expect(guideOf(newcomer).getByRole('status')).not.toHaveText(before, { timeout: 90_000 });
  }
  const tookMs = Date.now() - begun;
  await expect(newcomer.getByRole('heading', { name: /^Drill: / })).toBeVisible();
  test.info().annotations.push({ type: 'first drill', description: `${Math.round(tookMs / 1000)} s` });
  expect(tookMs, 'from signing in to the report').toBeLessThan(PROMISED_MS);

  for (const page of [newcomer, ...windows]) {
    await guideOf(page).getByRole('button', { name: 'End the guide' }).click();
    await expect(guideOf(page)).toBeHidden();
    await page.reload();
    await expect(page.getByRole('main')).toBeVisible();
    await expect(guideOf(page)).toBeHidden();
  }
});

/** No drill starts beside another fault, and what a test before this one switched off is seen a moment later. */
async function seeNoFault(browser: Browser): Promise<void> {
  const page = await signIn(browser, '/sign-in?email=engineer@demo.example&next=/targets');
  await expect(page.getByRole('switch').first()).toBeVisible();
  await expect(page.getByRole('switch', { checked: true })).toHaveCount(0, { timeout: 60_000 });
  await page.close();
}

async function sentenceOf(page: Page): Promise<string> {
  return (await guideOf(page).getByRole('status').textContent()) as string;
}

async function isOver(page: Page): Promise<boolean> {
  return guideOf(page).getByText('First drill · done').isVisible();
}

/** In a window of their own, by the address that they were given; with the guide, whether or not they ended it before. */
async function signIn(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(address);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /^Your menu/ }).click();
  const begin = page.getByRole('menuitem', { name: 'Practise with a drill' });
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  if (await begin.isVisible()) await begin.click();
  else await page.keyboard.press('Escape');
  await expect(guideOf(page).getByRole('status')).toBeVisible();
  return page;
}

/** Does what the guide's sentence names, and nothing else: its own link, or the page's buttons in their order. */
async function follow(page: Page): Promise<void> {
  const guide = guideOf(page);
  const link = guide.getByRole('link');
  if (await link.isVisible()) return link.click();
  const before = await sentenceOf(page);
  const names = await guide.locator('strong').allTextContents();
  // Of a list's lines it names the one that it means.
  const line = /“([^”]+)”/.exec(before)?.[1] ?? null;
  for (const name of names) await press(page, name, line);
  const [only] = names;
  if (names.length !== 1 || !only) return;
  // Some buttons ask for words first, in a dialog whose own button has the same name.
  const asking = page.getByRole('dialog').getByRole('button', { name: only, exact: true });
  const said = guide.getByRole('status').filter({ hasText: before });
  await expect
    .poll(async () => (await asking.isVisible()) || !(await said.isVisible()), { timeout: 30_000 })
    .toBe(true);
  if (await asking.isVisible()) await press(page, only, null);
}

/** What lies behind an open dialog has no roles, so the dialog's button is the one that is found. */
async function press(page: Page, name: string, line: string | null): Promise<void> {
  const named = { name, exact: true };
  const button = page.getByRole('button', named);
  const dialog = page.getByRole('dialog');
  const ofLine = page
    .getByRole('listitem')
    .filter({ hasText: line ?? '' })
    .filter({ has: button })
    .last();
  if (line && (await ofLine.isVisible())) {
    await fillIn(ofLine);
    return ofLine.getByRole('button', named).click();
  }
  const here = page.getByRole('main').getByRole('button', named).or(dialog.getByRole('button', named)).first();
  await expect(here).toBeVisible();
  if (await dialog.isVisible()) await fillIn(dialog);
  await here.click();
}

/** Fields beside the button that still want words. */
async function fillIn(place: Locator): Promise<void> {
  for (const field of await place.getByRole('textbox').all())
    if ((await field.inputValue()) === '') await field.fill(WORDS);
}
