import { type Browser, type CDPSession, expect, type Page, test } from '@playwright/test';
import { demoPassword } from './people';

const PHONE = { width: 360, height: 740 };
const ID = '6f1c2d52-0000-4000-8000-0000000000aa';
const PUSHED = {
  id: ID,
  kind: 'approval',
  title: 'DRILL · High · Your approval is needed',
  body: 'Demo Engineer asks: Code deployment rollback on ReplyX (sandbox).',
  url: `/approvals/${ID}`,
  tag: `approval-${ID}`,
  until: '2026-01-01T12:00:00.000Z',
  at: '2026-01-01T11:00:00.000Z',
  waiting: 1,
};

test('the console can be installed, and says so to who is not signed in', async ({ page, request }) => {
  await page.goto('/sign-in');
  const cdp = await page.context().newCDPSession(page);
  const { url, errors, data } = await cdp.send('Page.getAppManifest');
  expect(url).toMatch(/\/manifest\.webmanifest$/);
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? '');
  expect(manifest).toMatchObject({ start_url: '/', scope: '/', display: 'standalone' });
  for (const { src, sizes } of manifest.icons) {
    const icon = await request.get(src);
    expect(icon.headers()['content-type']).toBe('image/png');
    const bytes = await icon.body();
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, src).toBe(sizes);
  }
  for (const { url: shortcut } of manifest.shortcuts) expect(shortcut).toMatch(/^\//);
});

test('a push is shown with its words and its page, is replaced once it is over, and without a network there is a calm page', async ({
  browser,
  baseURL,
}) => {
  const page = await openPhone(browser);
  await page.goto('/account');
  const card = page.getByRole('region', { name: 'Notifications' });
  await expect(card.getByRole('button', { name: 'Switch on notifications' })).toBeVisible();
  const { cdp, registrationId } = await registerWorker(page);
  const push = (payload: object) =>
    cdp.send('ServiceWorker.deliverPushMessage', {
      origin: baseURL as string,
      registrationId,
      data: JSON.stringify(payload),
    });

  const receipt = page.context().waitForEvent('request', (request) => request.url().endsWith('/api/push'));
  await push(PUSHED);
  await expect
    .poll(() => shown(page))
    .toEqual([
      {
        title: PUSHED.title,
        body: expect.stringMatching(/sandbox\)\. Open until \d/),
        tag: PUSHED.tag,
        url: PUSHED.url,
      },
    ]);
  const said = await receipt;
  expect(said.postDataJSON()).toEqual({ id: ID, seen: 'shown' });
  expect((await said.response())?.status()).toBe(204);

  await push({ ...PUSHED, kind: 'over', title: 'Not needed any more', body: 'Demo Lead approved.', until: null });
  await expect
    .poll(() => shown(page))
    .toEqual([{ title: 'Not needed any more', body: 'Demo Lead approved.', tag: PUSHED.tag, url: PUSHED.url }]);

  // A page that asks for nothing by itself: what it had asked for when the network went would lead it elsewhere.
  await page.goto('/approvals');
  await expect(page.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible();
  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'This device cannot reach the console' })).toBeVisible();
  await page.context().setOffline(false);
  // It comes back by itself, to where it was.
  await expect(page.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible({ timeout: 15_000 });
  await page.context().close();
});

/** A browser of its own: its service worker is nobody else's. */
async function openPhone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, permissions: ['notifications'] });
  const page = await context.newPage();
  await page.goto('/sign-in?next=%2Fapprovals');
  await page.getByLabel('E-mail').fill('lead@demo.example');
  await page.getByLabel('Password', { exact: true }).fill(demoPassword());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible();
  return page;
}

async function registerWorker(page: Page): Promise<{ cdp: CDPSession; registrationId: string }> {
  const cdp = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const active = versions.find(({ scriptURL, status }) => scriptURL.endsWith('/sw.js') && status === 'activated');
      if (active) resolve(active.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  await page.evaluate(() => navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready));
  return { cdp, registrationId: await registered };
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({
      title,
      body,
      tag,
      url: data.url,
    }));
  });
