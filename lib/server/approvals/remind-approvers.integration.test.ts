import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REMIND_GAP_MS } from '@/lib/domain/approval';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { type MailServer, openMailServer, openRoom, type Room } from '../messages/channel-servers.fixture';
import { connectChannels, deliver, disconnectChannels } from '../testing/channels';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { type Approved, decision, requestedRun } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { decideApproval } from './decide-approval';
import { remindApprovers } from './remind-approvers';

let at: TestConsole;
let people: People;
let mail: MailServer;
let room: Room;

beforeAll(async () => {
  [at, mail, room] = await Promise.all([openTestConsole(), openMailServer(), openRoom()]);
  people = at.people;
});
afterAll(() => Promise.all([at.close(), mail.close(), room.close()]));
beforeEach(async () => {
  await connectChannels(mail, room);
  await db().message.deleteMany();
  mail.mails.length = 0;
  room.posts.length = 0;
});

const mailedTo = () => mail.mails.filter((one) => /needed/.test(one.text)).flatMap((one) => one.to);
const remind = (run: Approved, by = people.engineer) => remindApprovers(by, { approvalId: run.approvalId });
const asked = (run: Approved) => db().message.findMany({ where: { incidentId: run.incidentId, kind: 'approval' } });

/** As if the gap had passed. What keeps events from being changed is off meanwhile, in this test's store only. */
async function letGapPass(run: Approved): Promise<void> {
  await at.store.query('ALTER TABLE "Event" DISABLE TRIGGER USER');
  await at.store.query(
    `UPDATE "Event" SET "at" = "at" - make_interval(secs => $2) WHERE "runId" = $1 AND "type" LIKE 'approval.re%'`,
    [run.runId, REMIND_GAP_MS / 1000],
  );
  await at.store.query('ALTER TABLE "Event" ENABLE TRIGGER USER');
}

describe('a request for approval', () => {
  it('tells everybody who may decide by mail, with the link, and nobody else', async () => {
    const run = await requestedRun(at);
    await deliver();
    const wanted = ['all@example.com', people.lead.email, people.otherLead.email, people.executive.email];
    expect(mailedTo().sort()).toEqual(wanted.sort());
    const post = room.posts.find((one) => one.text.includes('Approval needed'))?.text;
    expect(post).toContain('Who decides: a team lead (executive, lead, otherLead)');
    expect(post).toContain(`http://console.example:3000/approvals/${run.approvalId}`);
  });

  it('leaves out whoever asked or prepared, though their role would do', async () => {
    await requestedRun(at, { by: people.lead });
    await deliver();
    expect(mailedTo()).not.toContain(people.lead.email);
  });

  it('is brought to the executive team where it is critical, and not below', async () => {
    const [critical, high] = [await requestedRun(at, { severity: 'critical' }), await requestedRun(at)];
    const contacts = async (run: Approved) => (await asked(run)).map((message) => message.contactKey).filter(Boolean);
    expect([await contacts(critical), await contacts(high)]).toEqual([['board'], []]);
  });

  it('is a text to copy where nothing is connected, and waits for approval all the same', async () => {
    await disconnectChannels();
    const run = await requestedRun(at);
    const rows = await asked(run);
    expect(rows.map((row) => row.state)).toEqual(['tell_yourself', 'tell_yourself']);
    expect(rows.find((row) => row.channel === 'email')?.recipient).toContain('lead');
    expect((await run.load()).state).toBe('awaiting_approval');
  });

  it('stands when the channel refuses, and the room shows what it said', async () => {
    const run = await requestedRun(at);
    await db().message.deleteMany({ where: { kind: 'notification' } });
    room.answers.push({ status: 404, body: 'no_service' });
    await deliver();
    const view = await getRoomView(people.engineer, run.incidentCode);
    expect(view?.messages.filter((one) => one.kind === 'approval' && one.state === 'failed')).toMatchObject([
      { answer: '404 no_service' },
    ]);
    // The room shows beside a request what was written since it was made.
    const requestedAt = view?.run?.approval?.requestedAt ?? '';
    const beside = view?.messages.filter((one) => one.kind === 'approval' && one.at >= requestedAt);
    expect(beside?.length).toBe((await asked(run)).length);
    await decideApproval(people.lead, decision(run));
  });
});

describe('a reminder', () => {
  it('tells the same people again, is recorded, and waits for its gap, however many press', async () => {
    const run = await requestedRun(at);
    expect(await refusalOf(remind(run))).toMatchObject({ code: 'too_many_attempts' });
    await letGapPass(run);
    const both = await Promise.allSettled([remind(run), remind(run, people.otherEngineer)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await db().event.findMany({ where: { runId: run.runId, type: 'approval.reminded' } })).toMatchObject([
      { data: { approvers: ['executive', 'lead', 'otherLead'] } },
    ]);
    await deliver();
    expect(mail.mails.filter((one) => /Reminder: approval needed/.test(one.text))).not.toEqual([]);
    await letGapPass(run);
    expect(await outcomesOf([remind(run)])).toEqual({ done: 1 });
  });

  it('is for a request that waits, and for those who may ask', async () => {
    const run = await requestedRun(at);
    await letGapPass(run);
    expect(await refusalOf(remind(run, people.manager))).toMatchObject({ code: 'forbidden' });
    await decideApproval(people.lead, decision(run));
    expect(await refusalOf(remind(run))).toMatchObject({ code: 'conflict' });
  });
});
