import type { Browser, Page } from '@playwright/test';
import { findBarriers } from './axe';
import { type Form, inEachForm, settle } from './forms';
import { expect, listen, type Person, test } from './people';
import { PLAIN, type ScreenName } from './screens';
import type { Stage } from './stage';
import { lookAt, STORIES } from './stories';

/** Of all rules these alone depend on the colours: the page is the same by day and by night but for them. */
const BY_NIGHT = ['color-contrast', 'link-in-text-block'];

test.describe('nobody meets a barrier on a phone or a desk, by day or by night', () => {
  // The stories first: what they leave in the store is what the lists then have to show.
  const judged = Object.entries(STORIES).filter(([, { gives }]) => gives !== PLAIN);
  for (const [title, { gives, play }] of judged)
    test(title, async ({ person, browser }) => {
      // The story itself, and each of the states that it comes to judged in four forms.
      test.setTimeout(120_000 + gives.length * 15_000);
      const seen: ScreenName[] = [];
      const barriers = await listBarriers(browser, person, (stage) =>
        play({ ...stage, look: (page, name) => stage.look(page, name).then(() => void seen.push(name)) }),
      );
      expect(barriers).toEqual([]);
      expect(seen).toEqual(gives);
    });
  for (const name of PLAIN)
    test(name, async ({ person, browser }) => {
      // Rules go through every element four times: a whole procedure has some thousand.
      test.setTimeout(120_000);
      expect(await listBarriers(browser, person, (stage) => lookAt(name, stage))).toEqual([]);
    });
});

/** Whatever was found on the way, all of it: who mends one thing should not have to run it again to learn of the next. */
async function listBarriers(browser: Browser, person: Person, go: (stage: Stage) => Promise<void>): Promise<string[]> {
  const barriers: string[] = [];
  const nobody = async () => {
    const page = await (await browser.newContext()).newPage();
    listen(page, (text) => barriers.push(text));
    return page;
  };
  const look = async (page: Page, name: ScreenName) => {
    barriers.push(...(await judge(page, name)));
  };
  await go({ person, nobody, look });
  return barriers;
}

async function judge(page: Page, name: ScreenName): Promise<string[]> {
  const found: string[] = [];
  await inEachForm(page, async (form) => {
    const where = `${name}, ${form.width} px, ${form.scheme}`;
    const barriers = await findBarriers(page, form.scheme === 'dark' ? BY_NIGHT : undefined);
    if (form.scheme === 'light') barriers.push(...(await findClumsiness(page, form)));
    found.push(...barriers.map((barrier) => `${where}: ${barrier}`));
  });
  return found;
}

/** What axe does not look at: what has to be moved sideways, what moves by itself, and what a thumb misses. */
async function findClumsiness(page: Page, { width, height }: Form): Promise<string[]> {
  const found: string[] = [];
  // One that is over within a thousandth of a second, as all are for those readers, is no movement.
  const moving = await page.evaluate(
    () => document.getAnimations().filter((one) => Number(one.effect?.getComputedTiming().activeDuration) > 1).length,
  );
  if (moving) found.push(`${moving} things move though the reader asked for calm`);
  const wide = await widthOf(page);
  if (wide > width) found.push(`it is ${wide} px wide, so it has to be moved sideways to be read`);
  if (width > 360) return found;
  found.push(...(await findSmallTargets(page)));
  // As wide as a desk's window is at 400 %, which WCAG 1.4.10 asks for.
  await page.setViewportSize({ width: 320, height });
  await settle(page);
  const reflowed = await widthOf(page);
  if (reflowed > 320) found.push(`in a window of 320 px it is ${reflowed} px wide`);
  return found;
}

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

/**
 * Buttons and folds that are lower than a thumb is wide. What copies a short name stands in a line of text and is as high as
 * it; a switch is pressed by the words beside it as well.
 */
async function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement>(
      'main :is(button, summary, [role=tab]), [role=dialog] button, header button',
    );
    return [...all].flatMap((one) => {
      const name = one.getAttribute('aria-label') ?? one.textContent ?? '';
      const { width, height } = one.getBoundingClientRect();
      const isShown = one.checkVisibility() && width > 0 && !one.closest('[aria-hidden=true]');
      const isElsewhereToo = name.startsWith('Copy ') || one.role === 'switch';
      if (!isShown || height >= 43.5 || isElsewhereToo) return [];
      return [`“${name.trim().slice(0, 40)}” is only ${Math.round(height)} px high`];
    });
  });
}
