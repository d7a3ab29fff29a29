import { expect, type Page } from '@playwright/test';
import type { Person } from './people';
import type { ScreenName } from './screens';
import { besides, lookOffline, type Stage, type Story } from './stage';
import { ageSignIns, askStore, withOutsider, withoutPeople, withoutTable } from './store';

const UNUSUAL = [
  'setup.full',
  'error.failed',
  'now.offline',
  'account.password',
  'targets.grants',
  'targets.team',
  'now.empty',
  'incidents.empty',
  'approvals.empty',
  'targets.empty',
  'drill.scheduled',
  'drill-report.empty',
] as const satisfies readonly ScreenName[];

/** What most people never see, and what a console shows that has nothing in it. */
export const SELDOM: Story = { gives: UNUSUAL, play: lookAtTheUnusual };

async function lookAtTheUnusual({ person, nobody, look }: Stage): Promise<void> {
  const stranger = await nobody();
  await withoutPeople(async () => {
    await stranger.goto('/setup');
    await look(stranger, 'setup.full');
  });
  // The browser itself complains of an answer that failed, and of one that never came: nobody listens to this tab.
  const broken = await besides(await signedIn(person));
  await withoutTable('AccessToken', async () => {
    await broken.goto('/tokens');
    await expect(broken.getByRole('heading', { name: 'This page could not be shown' })).toBeVisible();
    await look(broken, 'error.failed');
  });
  await lookOffline(broken, '/', () => look(broken, 'now.offline'));
  await broken.context().close();

  const executive = await person('executive');
  await ageSignIns('executive');
  await executive.goto('/account');
  await executive.getByRole('button', { name: 'Add a passkey' }).first().click();
  await executive.getByLabel('Name').fill('My phone');
  await executive.getByRole('button', { name: 'Add this passkey' }).click();
  await expect(executive.getByRole('dialog', { name: 'Confirm that it is you' })).toBeVisible();
  await look(executive, 'account.password');

  await lookAtTargets({ person, nobody, look });
  await withOutsider(async () => {
    const outsider = await person('outsider');
    for (const [path, name] of [
      ['/', 'now.empty'],
      ['/incidents', 'incidents.empty'],
      ['/approvals', 'approvals.empty'],
      ['/targets', 'targets.empty'],
    ] as const) {
      await outsider.goto(path);
      await look(outsider, name);
    }
    // They are gone in a moment, and their page would be told so.
    await outsider.close();
  });
  await lookAtDrill({ person, nobody, look });
}

async function signedIn(person: Person): Promise<Page> {
  const page = await person('engineer');
  await page.goto('/');
  return page;
}

async function lookAtTargets({ person, look }: Stage): Promise<void> {
  const admin = await person('admin');
  const [row] = await askStore<{ id: string; hostLooks: unknown }>('select "id", "hostLooks" from "Target" limit 1');
  const lacking = {
    at: new Date().toISOString(),
    role: 'replyx_console',
    database: 'replyx',
    isSuperuser: false,
    lacks: [
      {
        key: 'drop-indexes',
        sentence: 'It does not own the table users, so 1.2 and 2.1 could not drop its indexes.',
        statements: ['GRANT replyx_owner TO replyx_console;'],
        isNeeded: true,
      },
      {
        key: 'see-sessions',
        sentence: 'It does not see what other sessions do, so nobody is named who stands in the way.',
        statements: ['GRANT pg_monitor TO replyx_console;'],
        isNeeded: false,
      },
    ],
    unknown: ['Whether it may end sessions could not be asked: the server gave no answer within 5 s.'],
  };
  const looks = {
    at: lacking.at,
    hosts: [],
    problems: [],
    ...((row?.hostLooks as object | null) ?? {}),
    grants: lacking,
  };
  await askStore('update "Target" set "hostLooks" = $1 where "id" = $2::uuid', [JSON.stringify(looks), row?.id]);
  await admin.goto('/targets');
  await admin.getByText(/What it lacks, and how to give it/).click();
  await look(admin, 'targets.grants');
  await askStore('update "Target" set "hostLooks" = $1 where "id" = $2::uuid', [
    row?.hostLooks ? JSON.stringify(row.hostLooks) : null,
    row?.id,
  ]);
  await askStore(
    `insert into "Team" ("id", "key", "name") values (gen_random_uuid(), 'insiders', 'Insiders') on conflict do nothing`,
  );
  await admin.goto('/targets');
  await admin.getByRole('button', { name: /^Change the team of/ }).click();
  await look(admin, 'targets.team');
}

async function lookAtDrill({ person, look }: Stage): Promise<void> {
  const engineer = await person('engineer');
  await engineer.goto('/drills');
  const schedule = engineer.getByRole('button', { name: /^Schedule the/ });
  const drill = engineer.locator('a[href^="/drills/"]').first();
  // The month's calendar comes after the page: before it, neither is there.
  await expect(drill.or(schedule).first()).toBeVisible();
  if (!(await drill.isVisible())) await schedule.click();
  await expect(drill).toBeVisible();
  const path = await drill.getAttribute('href');
  await engineer.goto(path as string);
  await look(engineer, 'drill.scheduled');
  await engineer.goto(`${path}/report`);
  await look(engineer, 'drill-report.empty');
}
