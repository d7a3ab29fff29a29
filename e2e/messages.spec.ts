import type { Page } from '@playwright/test';
import { type MailServer, openMailServer, openRoom, type Room } from '../lib/server/messages/channel-servers.fixture';
import { expect, test } from './people';
import { targetFile } from './sandbox';

let mail: MailServer;
let room: Room;

test.beforeAll(async () => {
  [mail, room] = await Promise.all([openMailServer(), openRoom()]);
});
test.afterAll(() => Promise.all([mail.close(), room.close()]));

test('the team hears of an incident over what is connected, customers only by a second person’s word', async ({
  person,
}) => {
  test.setTimeout(240_000);
  const admin = await person('admin');
  await admin.goto('/contacts');
  await change(admin, 'Slack', { 'Incoming webhook': room.url });
  await change(admin, 'E-mail', { From: 'console@replyx.example', 'Mail server': mail.url });
  await admin.getByRole('button', { name: 'Send a test message over Slack' }).click();
  await expect(admin.getByText('was taken: 200 ok')).toBeVisible();

  const engineer = await person('engineer');
  await declareSlowness(engineer);
  const code = new URL(engineer.url()).pathname.split('/').at(-1) as string;
  await engineer.getByRole('radio', { name: /Messages/ }).click();
  await expect(engineer.getByText('200 ok')).toBeVisible();
  await expect(engineer.getByText(/^250 /)).toBeVisible();
  // Other incidents may be due to be heard of in the same minutes.
  const posted = room.posts.map(({ text }) => text);
  expect(posted).toContainEqual(expect.stringMatching(/^\*DRILL: Database rollback in progress/));
  expect(mail.mails.map(({ to }) => to)).toContainEqual(['emergency-db@replyx.com']);

  await engineer.getByRole('button', { name: 'Write a message' }).click();
  await engineer.getByRole('radio', { name: 'Update, to customers' }).click();
  await engineer.getByRole('button', { name: 'Ask a second person' }).click();
  await expect(engineer.getByText('waits for a second person')).toBeVisible();
  await expect(engineer.getByText('You wrote it, so somebody else has to let it out')).toBeVisible();

  const manager = await person('manager', { width: 360, height: 780 });
  await manager.goto(`/incidents/${code}?at=tell`);
  await manager.getByRole('button', { name: 'Let it out' }).click();
  await expect(manager.getByText('A sandbox has no customers, so nothing is sent.')).toBeVisible();
  await manager.getByRole('button', { name: 'I told them', exact: true }).first().click();
  await expect(engineer.getByText('Demo Manager told them')).toBeVisible();

  for (const channel of ['Slack', 'E-mail']) await disconnect(admin, channel);
});

async function change(page: Page, channel: string, fields: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: `Change ${channel}`, exact: true }).click();
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Save this channel' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

async function disconnect(page: Page, channel: string): Promise<void> {
  await page.getByRole('button', { name: `Change ${channel}`, exact: true }).click();
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

async function declareSlowness(page: Page): Promise<void> {
  await page.goto(`/incidents/new?target=${targetFile().key}&signals=minor_slowness&step=3`);
  await expect(page.getByText('Declaring sends it over Slack, E-mail.')).toBeVisible();
  await page.getByRole('button', { name: 'Declare Low incident' }).click();
  await expect(page.getByRole('heading', { name: 'Which way back?' })).toBeVisible();
}
