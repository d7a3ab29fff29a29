import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Form, inEachForm, settle } from './forms';
import { expect, listen, test } from './people';
import { type ScreenName, screenOf } from './screens';
import { STORIES } from './stories';

const FOLDER = process.env.CONSOLE_SHOTS_DIR ?? 'shots';
/** Longer pages are cut here: nobody looks further down a picture. */
const LONGEST = 6_000;

// Not a test of `npm test`: `npm run shots` runs it by a configuration of its own.
for (const [title, { gives, play }] of Object.entries(STORIES)) {
  test(title, async ({ person, browser }) => {
    test.setTimeout(400_000);
    const complaints: string[] = [];
    const seen: ScreenName[] = [];
    const look = async (page: Page, name: ScreenName) => {
      seen.push(name);
      await inEachForm(page, (form) => draw(page, name, form));
    };
    const nobody = async () => {
      const page = await (await browser.newContext()).newPage();
      listen(page, (text) => complaints.push(text));
      return page;
    };
    await play({ person, nobody, look });
    expect(complaints).toEqual([]);
    expect(seen).toEqual(gives);
  });
}

/** The whole page, in a window that is as high as it: what stays at the window's edge is then at the page's. */
async function draw(page: Page, name: ScreenName, { width, height, scheme }: Form): Promise<void> {
  if (!screenOf(name).isOver) {
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), LONGEST) });
    await settle(page);
  }
  await page.screenshot({ path: join(FOLDER, `${name}.${width}.${scheme}.png`), animations: 'disabled' });
}
