import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from 'next-auth/jwt';
import { callAs } from '../call-as';
import { Browser } from '../people';
import { value } from '../rollback';
import type { Row, Seen } from '../row';
import { asDenial, seenOfAnswer, seenOfCall, seenWhere } from '../seen';
import { until, type World } from '../world';

const secretOf = (world: World): string =>
  process.env.NEXTAUTH_SECRET || JSON.parse(readFileSync(join(world.dataDir, 'secrets.json'), 'utf8')).NEXTAUTH_SECRET;

/** What somebody with this cookie is answered. */
async function askWith(world: World, cookieValue: string): Promise<Seen> {
  const browser = new Browser(world.address);
  browser.setCookie(world.as('engineer').session?.[0] ?? '', cookieValue);
  return asDenial(seenOfAnswer(await browser.get('/api/now')));
}

const forgedRow = (id: string, what: string, forge: (world: World) => Promise<string> | string): Row => ({
  id,
  what,
  surface: 'HTTP',
  expected: 'D',
  feed: async (world) => askWith(world, await forge(world)),
});

async function sessionId(world: World, browser: Browser): Promise<unknown> {
  return (await decode({ token: browser.session?.[1], secret: secretOf(world) }))?.sid;
}

/** Somebody new, whom an administrator may change. */
async function makePerson(world: World): Promise<{ id: string; browser: Browser }> {
  const email = `hostile-${randomUUID()}@demo.example`;
  const password = 'a long enough password';
  value(await world.act('admin', 'createPerson', { name: 'Somebody new', email, password, role: 'engineer' }));
  const browser = new Browser(world.address);
  await browser.signIn(email, password);
  const { rows } = await world.store.query('select id from "Person" where email = $1', [email]);
  return { id: rows[0].id, browser };
}

const endedRow = (
  id: string,
  what: string,
  end: (world: World, personId: string, browser: Browser) => Promise<unknown>,
): Row => ({
  id,
  what,
  surface: 'HTTP',
  expected: 'D',
  async feed(world) {
    const { id: personId, browser } = await makePerson(world);
    const [, cookie] = browser.session ?? [];
    if ((await browser.get('/api/now')).status !== 200) return { came: 'not reached', words: 'they were never let in' };
    await end(world, personId, browser);
    const read = await askWith(world, cookie ?? '');
    return read;
  },
});

export const SESSION_ROWS: readonly Row[] = [
  {
    id: '68',
    what: 'a header that skips the proxy',
    surface: 'HTTP',
    expected: 'D',
    async feed(world) {
      const skip = { 'x-middleware-subrequest': Array(5).fill('proxy:middleware:src/middleware').join(':') };
      const nobody = new Browser(world.address);
      const [data, page] = [await nobody.get('/api/now', skip), await nobody.get('/people', skip)];
      const isShown = page.status === 200 && /Demo (Engineer|Lead)/.test(page.text);
      const seen = asDenial(seenOfAnswer(data));
      return isShown ? { came: 'let through', words: `the page was shown: ${page.status}` } : seen;
    },
  },
  forgedRow('69a', 'a token that was made for an OAuth state', async (world) =>
    encode({
      token: { sid: (await sessionId(world, world.as('engineer'))) as string },
      secret: secretOf(world),
      salt: 'next-auth.state',
    }),
  ),
  forgedRow('69b', 'a token of this console that names no session', (world) =>
    encode({ token: { sub: 'x', email: 'admin@demo.example', role: 'administrator' }, secret: secretOf(world) }),
  ),
  {
    id: '70',
    what: 'a session from before signing in',
    surface: 'sign-in',
    expected: 'D',
    async feed(world) {
      const browser = new Browser(world.address);
      const before = world.as('engineer').session;
      browser.setCookie(...(before as [string, string]));
      const sidBefore = await sessionId(world, browser);
      await browser.signIn('engineer@demo.example', world.password);
      const sidAfter = await sessionId(world, browser);
      return seenWhere(
        Boolean(sidAfter) && sidAfter !== sidBefore,
        'D',
        'a new session was begun',
        `${sidBefore} went on`,
      );
    },
  },
  endedRow('71a', 'a cookie after signing out', (_world, _id, browser) => browser.signOut()),
  endedRow('71b', 'a cookie of somebody who was disabled', async (world, personId) =>
    value(await world.act('admin', 'changePerson', { personId, isActive: false })),
  ),
  {
    id: '71c',
    what: 'a cookie of somebody whose role was taken',
    surface: 'server action',
    expected: 'D',
    async feed(world) {
      const { id: personId, browser } = await makePerson(world);
      value(await world.act('admin', 'changePerson', { personId, role: 'manager' }));
      return asDenial(
        seenOfCall(
          await callAs(world, browser, 'switchFault', {
            targetKey: 'replyx-sandbox',
            fault: 'slow-database',
            isOn: true,
          }),
        ),
      );
    },
  },
  forgedRow('72a', 'a token without a signature', () => {
    const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
    return `${part({ alg: 'none', typ: 'JWT' })}.${part({ sid: randomUUID(), role: 'administrator' })}.`;
  }),
  forgedRow('72b', 'a token of another key', (world) =>
    encode({ token: { sid: randomUUID() }, secret: `${secretOf(world)}x` }),
  ),
  forgedRow('72c', 'a token that has expired', async (world) =>
    encode({
      token: { sid: (await sessionId(world, world.as('engineer'))) as string },
      secret: secretOf(world),
      maxAge: -60,
    }),
  ),
  {
    id: '74',
    what: 'an address elsewhere to go to after signing in',
    surface: 'sign-in',
    expected: 'D',
    async feed(world) {
      const led: string[] = [];
      for (const next of [
        '//evil.example',
        'https://evil.example',
        '/\\evil.example',
        '/%09/evil.example',
        'javascript:alert(1)',
      ]) {
        const browser = new Browser(world.address);
        const { csrfToken } = JSON.parse((await browser.get('/api/auth/csrf')).text);
        const form = new URLSearchParams({
          csrfToken,
          email: 'manager@demo.example',
          password: world.password,
          json: 'true',
          callbackUrl: next,
        });
        const answered = await browser.post('/api/auth/callback/credentials', form.toString(), {
          'content-type': 'application/x-www-form-urlencoded',
        });
        led.push(JSON.parse(answered.text).url ?? '', String(answered.headers.location ?? ''));
        const page = await world.as('manager').get(`/sign-in?next=${encodeURIComponent(next)}`);
        led.push(String(page.headers.location ?? ''));
      }
      const elsewhere = led.filter(
        (url) => url !== '' && new URL(url, world.address).origin !== new URL(world.address).origin,
      );
      return seenWhere(
        elsewhere.length === 0,
        'D',
        `led to ${[...new Set(led.filter(Boolean))].join(', ')}`,
        `led to ${elsewhere.join(', ')}`,
      );
    },
  },
  {
    id: '75',
    what: 'approving what is CRITICAL with an old sign-in',
    surface: 'server action',
    expected: 'D',
    isAudited: true,
    async feed(world) {
      const { approvalId, planHash } = await world.rollback.critical();
      const { rows } = await world.store.query(
        `select column_name as name from information_schema.columns where table_name = 'AuthSession' and column_name = 'freshAt'`,
      );
      if (rows.length > 0) await world.store.query(`update "AuthSession" set "freshAt" = now() - interval '1 hour'`);
      const decision = { approvalId, planHash, verdict: 'approved', reason: 'It has to be now.' };
      return asDenial(seenOfCall(await world.act('executive', 'decideApproval', decision)));
    },
  },
];

/** Fed last: it closes sign-in for the machine that it comes from. */
export const THROTTLE_ROWS: readonly Row[] = [
  {
    id: '73',
    what: 'a hundred wrong passwords',
    surface: 'sign-in',
    expected: 'D',
    isAudited: true,
    async feed(world) {
      const said = await Promise.all(
        Array.from({ length: 100 }, async (_, at) => {
          const browser = new Browser(world.address);
          const { text } = await browser.signIn('manager@demo.example', `wrong ${at}`, {
            'x-forwarded-for': `203.0.113.${at}`,
          });
          return browser.session ? 'let in' : decodeURIComponent(text).includes('Too many') ? 'throttled' : 'wrong';
        }),
      );
      const count = (what: string) => said.filter((one) => one === what).length;
      const words = `${count('wrong')} were looked at, ${count('throttled')} were not, ${count('let in')} were let in`;
      return seenWhere(count('let in') === 0 && count('wrong') <= 10 && count('throttled') >= 90, 'D', words);
    },
  },
  {
    id: '73b',
    what: 'the right password right after them',
    surface: 'sign-in',
    expected: 'D',
    async feed(world) {
      const browser = new Browser(world.address);
      const { text } = await until('an answer', () => browser.signIn('manager@demo.example', world.password));
      return seenWhere(!browser.session, 'D', text.slice(0, 200), 'let in');
    },
  },
];
