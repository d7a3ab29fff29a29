import { addDays } from 'date-fns';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { dayIn } from '@/lib/domain/follow-ups';
import { db } from '../db';
import { getNowView } from '../now/get-now-view';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { connectChannels } from '../testing/channels';
import { openPushConsole, type PushConsole } from '../testing/push-console';
import { plannedRun } from '../testing/rollback';
import { remindFollowUps } from './remind-follow-ups';
import { addFollowUp, changeFollowUp, endFollowUp } from './write-follow-up';

let here: PushConsole;
let incidentCode: string;
let zone: string;

beforeAll(async () => {
  here = await openPushConsole();
  ({ incidentCode } = await plannedRun(here.at));
  zone = (await getCurrentRunbook()).content.drills.timeZone;
  // Nothing listens there: what is queued is what is looked at.
  await connectChannels({ url: 'smtp://127.0.0.1:1' }, { url: 'http://127.0.0.1:1' });
});
afterAll(() => here.close());
beforeEach(async () => {
  await here.forget();
  await db().followUp.deleteMany({});
});

const dayFrom = (days: number) => dayIn(addDays(new Date(), days), zone);
const add = async (text: string, days: number, ownerId = here.at.people.engineer.id) =>
  (await addFollowUp(here.at.people.lead, { incidentCode, text, ownerId, dueOn: dayFrom(days) })).followUpId;
const remindersOf = async (id: string) =>
  (await here.eventsOf('followup.reminded')).filter((data) => (data as { followUpId: string }).followUpId === id);
/** To anybody, over any channel. */
const mailsAbout = (text: string) => db().message.findMany({ where: { kind: 'reminder', body: { contains: text } } });

it('its owner is told once, by mail and by push, however many workers look, and it stays on their Now', async () => {
  const { engineer, otherEngineer } = here.at.people;
  await Promise.all([here.switchOn(engineer, 'owner'), here.switchOn(otherEngineer, 'somebody')]);
  const id = await add('Alert on index bloat', -1);
  await Promise.all([remindFollowUps(), remindFollowUps(), remindFollowUps()]);
  await remindFollowUps();
  const due = expect.stringMatching(/^overdue since .*, 1 day$/);
  expect(await remindersOf(id)).toMatchObject([{ text: 'Alert on index bloat', toId: engineer.id, due }]);
  expect(await mailsAbout('Alert on index bloat')).toMatchObject([
    { state: 'queued', recipient: expect.stringContaining(engineer.name) },
  ]);
  await here.push();
  expect(here.reached()).toEqual(['owner']);
  expect(here.service.pushed[0]?.payload).toMatchObject({ kind: 'news', url: '/follow-ups?state=mine' });
  expect((await getNowView(engineer)).followUps.mine).toMatchObject([{ id, standing: 'overdue' }]);
});

it('what is not due yet, what is done, and what was overdue for long is reminded of by nobody', async () => {
  const done = await add('Done before its day was over', -1);
  await endFollowUp(here.at.people.engineer, { followUpId: done, note: '' });
  const ids = [done, await add('Due tomorrow', 1), await add('Left to lie', -8)];
  await remindFollowUps();
  for (const id of ids) expect(await remindersOf(id)).toEqual([]);
});

it('another day, or another owner, is reminded of anew', async () => {
  const { engineer, otherEngineer } = here.at.people;
  const id = await add('Write the page on pooling', -2);
  await remindFollowUps();
  const change = { followUpId: id, text: 'Write the page on pooling' };
  await changeFollowUp(engineer, { ...change, ownerId: engineer.id, dueOn: dayFrom(-1) });
  await remindFollowUps();
  await changeFollowUp(engineer, { ...change, ownerId: otherEngineer.id, dueOn: dayFrom(-1) });
  await remindFollowUps();
  expect((await remindersOf(id)).map((data) => (data as { toId: string }).toId)).toEqual([
    engineer.id,
    engineer.id,
    otherEngineer.id,
  ]);
});

it('whoever writes down for themselves what is due already is not reminded of it, until it gets another day', async () => {
  const { lead } = here.at.people;
  const id = await add('Call the vendor', -2, lead.id);
  await remindFollowUps();
  expect(await remindersOf(id)).toEqual([]);
  const change = { followUpId: id, text: 'Call the vendor', ownerId: lead.id };
  await changeFollowUp(lead, { ...change, dueOn: dayFrom(-1) });
  await remindFollowUps();
  expect(await remindersOf(id)).toHaveLength(1);
});

it('an owner who does not reach it any more is told nothing, and whoever gets it then is', async () => {
  const { engineer, lead } = here.at.people;
  const id = await add('Watch the pool', -1);
  await db().person.update({ where: { id: engineer.id }, data: { isActive: false } });
  await remindFollowUps();
  expect(await remindersOf(id)).toEqual([]);
  await db().person.update({ where: { id: engineer.id }, data: { isActive: true } });
  await changeFollowUp(lead, { followUpId: id, text: 'Watch the pool', ownerId: lead.id, dueOn: dayFrom(-1) });
  await remindFollowUps();
  expect(await remindersOf(id)).toHaveLength(1);
});

it('without the event nothing is written: no mail, and it is reminded of once the log takes it; nothing waits for it', async () => {
  const id = await add('Test the backup', -2);
  const behind = await add('Ask the others', -1);
  await here.at.store.query(`create function refuse_it() returns trigger language plpgsql as $$ begin
    if new."type" = 'followup.reminded' and new."data"->>'text' = 'Test the backup' then raise 'the log is full'; end if;
    return new; end $$;
    create trigger refused before insert on "Event" for each row execute function refuse_it();`);
  await remindFollowUps();
  await here.at.store.query('drop trigger refused on "Event"; drop function refuse_it();');
  expect(await mailsAbout('Test the backup')).toEqual([]);
  expect(await remindersOf(behind)).toHaveLength(1);
  await remindFollowUps();
  expect(await remindersOf(id)).toHaveLength(1);
  expect(await remindersOf(behind)).toHaveLength(1);
});
