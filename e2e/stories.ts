import { openScreen, PLAIN, type ScreenName, screenOf } from './screens';
import type { Stage, Story } from './stage';
import { BAD_DEPLOY } from './story-of-a-bad-deploy';
import { TROUBLED_ROLLBACK } from './story-of-a-rollback';
import { SELDOM } from './story-of-the-seldom';

/** Together they show every screen in every state that screens.ts names. */
export const STORIES: Record<string, Story> = {
  'every screen that an address shows': { gives: PLAIN, play: lookAround },
  'what is seen seldom': SELDOM,
  'a bad deploy, to its end': BAD_DEPLOY,
  'a rollback, by everything that can become of it': TROUBLED_ROLLBACK,
};

async function lookAround(stage: Stage): Promise<void> {
  for (const name of PLAIN) await lookAt(name, stage);
}

/** A screen that an address or a press shows, in a tab of its own. */
export async function lookAt(name: ScreenName, { person, nobody, look }: Stage): Promise<void> {
  const { who = 'engineer' } = screenOf(name);
  const page = who === 'nobody' ? await nobody() : await person(who);
  await openScreen(page, name);
  await look(page, name);
  await page.close();
}
