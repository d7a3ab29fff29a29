import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { POST } from '@/app/api/looks/route';
import type { Me } from '@/lib/contracts/views';
import { db } from '../db';
import { eventStream } from '../event-stream';
import { closeNews } from '../news-hub';
import { joinTeam, makeTeam } from '../people/manage-teams';
import { LOOK_LEASE_S, renewLooks } from '../stream-looks';
import { refusalOf } from '../testing/refusal';
import { declare, registerTestTarget } from '../testing/rollback';
import { startSession } from '../testing/session';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { getRoomView } from './get-room-view';
import { lookAt } from './look-at';

// Who asks, and from where. Only the cookie and the request's head are stood in for.
const asking = vi.hoisted(() => ({ me: null as Me | null, origin: '' }));
vi.mock('../auth/session', async (original) => ({ ...(await original<object>()), findPerson: async () => asking.me }));
vi.mock('next/headers', async (original) => ({
  ...(await original<object>()),
  headers: async () => new Headers({ host: 'console.example', ...(asking.origin && { origin: asking.origin }) }),
}));

let at: TestConsole;
let code: string;
beforeAll(async () => {
  at = await openTestConsole();
});
beforeEach(async () => {
  ({ code } = await declare(at));
});
afterAll(async () => {
  await closeNews();
  await at.close();
});

/** A browser with its live connection, as far as being there goes. */
async function browser(me: Me) {
  const gone = new AbortController();
  const stream = await eventStream({ after: null, signal: gone.signal, sessionId: await startSession(me.id) });
  const reader = stream.getReader();
  const heard: string[] = [];
  const reading = (async () => {
    const decoder = new TextDecoder();
    for (let next = await reader.read(); !next.done; next = await reader.read()) heard.push(decoder.decode(next.value));
  })();
  const idOf = () => /event: stream\ndata: {"id":"([^"]+)"}/.exec(heard.join(''))?.[1] ?? '';
  await until('the name of the connection', () => idOf() !== '');
  const close = async () => {
    gone.abort();
    await reading;
  };
  const hints = () => heard.join('').split('event: presence').length - 1;
  const look = (incidentCode: string | null, place = '', tabId = randomUUID()) =>
    lookAt(me, { streamId: idOf(), tabId, incidentCode, at: place });
  return { look, close, hints };
}

/** Those who are there in the eyes of somebody who is not in the room, with what they look at. */
async function present(): Promise<Record<string, string | null>> {
  const { people } = (await getRoomView(at.people.manager, code)) ?? { people: [] };
  return Object.fromEntries(
    people
      .filter((one) => one.isPresent && one.id !== at.people.manager.id)
      .map(({ name, looksAt }) => [name, looksAt]),
  );
}

it('reading a room writes nothing: who is there is what their browsers say', async () => {
  await getRoomView(at.people.engineer, code);
  expect(await db().look.count()).toBe(0);
  expect(await present()).toEqual({});
});

it('somebody who comes is seen by those who are there, wherever they look, and gone soon after their browser is', async () => {
  const [engineer, lead] = [await browser(at.people.engineer), await browser(at.people.lead)];
  await engineer.look(code);
  const tab = randomUUID();
  await lead.look(code, 'plan', tab);
  await until('the engineer to hear of both', () => engineer.hints() === 2);
  expect(await present()).toEqual({ engineer: '', lead: 'plan' });
  await lead.look(code, 'plan', tab);
  await lead.look(code, 'criteria', tab);
  expect(await present()).toEqual({ engineer: '', lead: 'criteria' });
  // What was said already is no news.
  await until('the engineer to hear of the last', () => engineer.hints() === 3);
  const before = Date.now();
  await lead.close();
  await until('the engineer to hear that the lead went', () => engineer.hints() === 4, 10_000);
  expect(Date.now() - before).toBeLessThan(6_000);
  expect(await present()).toEqual({ engineer: '' });
  await engineer.close();
});

it('two tabs of one person are one person, who is there until the last of them has gone', async () => {
  const engineer = await browser(at.people.engineer);
  const tabs = [randomUUID(), randomUUID()] as const;
  await engineer.look(code, '', tabs[0]);
  await engineer.look(code, 'step:7', tabs[1]);
  expect(await present()).toEqual({ engineer: 'step:7' });
  await engineer.look(null, '', tabs[1]);
  expect(await present()).toEqual({ engineer: '' });
  await engineer.look(null, '', tabs[0]);
  expect(await present()).toEqual({});
  await engineer.close();
});

it('a page that is loaded again was never gone', async () => {
  const first = await browser(at.people.engineer);
  await first.look(code);
  await first.close();
  const second = await browser(at.people.engineer);
  expect(await present()).toEqual({ engineer: '' });
  await second.look(code);
  await until('the old connection to be forgotten', async () => (await db().look.count()) === 1, 10_000);
  expect(await present()).toEqual({ engineer: '' });
  await second.close();
});

it('a web that died leaves nobody behind: what no web renews ends by the store’s clock, and the others are told', async () => {
  const lead = await browser(at.people.lead);
  const lost = { streamId: randomUUID(), tabId: randomUUID(), incidentCode: code, at: '' };
  await lookAt(at.people.engineer, lost);
  await lead.look(code);
  const heard = lead.hints();
  await at.store.query(`update "Look" set "seenAt" = clock_timestamp() - make_interval(secs => $1)`, [
    LOOK_LEASE_S + 1,
  ]);
  expect(await present()).toEqual({});
  const mine = await db().look.findFirstOrThrow({ where: { personId: at.people.lead.id } });
  await renewLooks([mine.streamId]);
  expect(await present()).toEqual({ lead: '' });
  expect(await db().look.count({ where: { streamId: lost.streamId } })).toBe(0);
  await until('the lead to hear of it', () => lead.hints() > heard);
  await lead.close();
});

it('nobody is put into a room that they do not reach, nor taken out of one by somebody else', async () => {
  const target = await registerTestTarget(at);
  const { teamId } = await makeTeam(at.people.administrator, { name: 'Payments' });
  await joinTeam(at.people.administrator, { teamId, personId: at.people.lead.id });
  await db().target.update({ where: { key: target.key }, data: { teamId } });
  const walled = await declare(at, { target, by: at.people.lead });
  const tab = { streamId: randomUUID(), tabId: randomUUID() };
  const refused = await refusalOf(lookAt(at.people.engineer, { ...tab, incidentCode: walled.code, at: '' }));
  expect(refused).toMatchObject({ code: 'not_found' });
  await lookAt(at.people.lead, { ...tab, incidentCode: walled.code, at: '' });
  await lookAt(at.people.engineer, { ...tab, incidentCode: null, at: '' });
  expect(await db().look.count({ where: tab })).toBe(1);
});

it('somebody who opens more tabs than anybody has is told so, and fills the store no further', async () => {
  const streamId = randomUUID();
  const { id: incidentId } = await db().incident.findUniqueOrThrow({ where: { code } });
  const personId = at.people.otherEngineer.id;
  const tabs = Array.from({ length: 59 }, () => ({ streamId, tabId: randomUUID(), personId, incidentId }));
  await db().look.createMany({ data: tabs });
  const open = () => lookAt(at.people.otherEngineer, { streamId, tabId: randomUUID(), incidentCode: code, at: '' });
  await open();
  expect(await refusalOf(open())).toMatchObject({ code: 'too_many_attempts' });
  expect(await db().look.count({ where: { streamId } })).toBe(60);
});

it('what a page looks at is taken from the console’s own pages, of somebody who is signed in, and no longer than it has to be', async () => {
  const post = async (over: object = {}, me: Me | null = at.people.engineer, origin = 'http://console.example') => {
    Object.assign(asking, { me, origin });
    const body = JSON.stringify({ streamId: randomUUID(), tabId: randomUUID(), incidentCode: code, at: '', ...over });
    const headers = { 'content-length': String(body.length) };
    const request = new Request('http://console.example/api/looks', { method: 'POST', body, headers });
    return (await POST(request)).status;
  };
  const { id: incidentId } = await db().incident.findUniqueOrThrow({ where: { code } });
  expect(await post({}, null)).toBe(401);
  for (const origin of ['', 'http://elsewhere.example']) expect(await post({}, undefined, origin)).toBe(403);
  expect(await post({ at: '<b>' })).toBe(400);
  expect(await post({ incidentCode: 'x'.repeat(2_000) })).toBe(400);
  expect(await post({ incidentCode: 'DB-NOBODYS' })).toBe(404);
  expect(await db().look.count({ where: { incidentId } })).toBe(0);
  expect(await post()).toBe(200);
  expect(await db().look.count({ where: { incidentId } })).toBe(1);
});
