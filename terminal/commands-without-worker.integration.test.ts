import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { breakGlass } from '@/lib/server/approvals/break-glass';
import { db } from '@/lib/server/db';
import { changeChannel } from '@/lib/server/messages/change-channel';
import { closeNews } from '@/lib/server/news-hub';
import { joinTeam, makeTeam } from '@/lib/server/people/manage-teams';
import { breakableTarget, dayInWeek } from '@/lib/server/testing/drill';
import { freshly } from '@/lib/server/testing/fresh';
import { declare, plannedRun } from '@/lib/server/testing/rollback';
import { createPerson, openTestConsole, type TestConsole } from '@/lib/server/testing/test-console';
import { targetTeamShape } from './target-shapes';
import { runHere } from './testing/run-terminal';
import { type SignedIn, signInAtTerminals, type Who } from './testing/signed-in';
import * as trust from './trust-shapes';
import { brokenGlassShape, delegationShape } from './trust-shapes';
import * as values from './value-shapes';

const PATIENCE = { timeout: 60_000 };
const glassList = brokenGlassShape.array();
const delegations = delegationShape.array();

let at: TestConsole;
let terminals: SignedIn;
beforeAll(async () => {
  at = await openTestConsole();
  terminals = await signInAtTerminals(at, 'engineer', 'lead', 'manager', 'administrator');
});
afterAll(async () => {
  await closeNews();
  await at.close();
});

const ask = <Shape extends z.ZodType>(who: Who, shape: Shape, ...words: string[]) =>
  terminals.ask(runHere, who, shape, ...words);
const refused = async (code: number, who: Who, ...words: string[]) =>
  [code, (await terminals.refusal(code, who, ...words)).code] as const;

/** Somebody who starts without an approval, in an incident of its own. */
async function broken() {
  const run = await plannedRun(at);
  const { name: confirm } = await db().target.findUniqueOrThrow({ where: { key: run.target.key } });
  const reason = 'Nobody who may approve answers, and rows are lost every minute.';
  const input = { runId: run.runId, planHash: run.planHash, reason, confirm };
  await freshly(at.people.engineer, () => breakGlass(at.people.engineer, input));
  return run.incidentCode;
}

it('review shows who broke the glass, and is closed by a lead with a verdict and a note, once', PATIENCE, async () => {
  const code = await broken();
  const [shown] = await terminals.ask(runHere, 'engineer', glassList, 'review', code);
  expect(shown).toMatchObject({ incident: code, by: at.people.engineer.name, verdict: null, canReview: false });
  const close = ['review', code, '--verdict', 'justified', '--note', 'It could not wait.'];
  expect(await terminals.refusal(4, 'engineer', ...close)).toMatchObject({ code: 'forbidden' });
  expect(await terminals.refusal(2, 'lead', 'review', code, '--verdict', 'justified')).toMatchObject({
    code: 'invalid_input',
  });
  const [closed] = await terminals.ask(runHere, 'lead', glassList, ...close);
  expect(closed).toMatchObject({ verdict: 'justified', note: 'It could not wait.', reviewedBy: at.people.lead.name });
  expect(await terminals.refusal(5, 'lead', ...close)).toMatchObject({ code: 'conflict' });
});

it('review without an incident lists what waits, and asks which one where there are several', PATIENCE, async () => {
  const codes = [await broken(), await broken()];
  const waiting = await terminals.ask(runHere, 'lead', glassList, 'review');
  expect(waiting.map(({ incident }) => incident)).toEqual(expect.arrayContaining(codes));
  const close = ['review', '--verdict', 'not-justified', '--note', 'The lead was awake.'];
  expect((await terminals.refusal(2, 'lead', ...close)).remedy).toContain('--id');
  const [first] = waiting;
  await terminals.ask(runHere, 'lead', glassList, ...close, '--id', first?.id as string);
  const left = await terminals.ask(runHere, 'lead', glassList, 'review');
  expect(left.map(({ id }) => id)).not.toContain(first?.id);
});

it(
  'delegation lends a role until a day with a password of the last minutes, shows it, and ends it',
  PATIENCE,
  async () => {
    const dora = await createPerson('dora', 'engineer');
    const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const make = ['delegation', 'make', dora.email, '--until', until, '--reason', 'I am on holiday.'];
    expect(await terminals.refusal(4, 'lead', ...make)).toMatchObject({ code: 'stale_sign_in' });
    await db().accessToken.updateMany({ where: { personId: at.people.lead.id }, data: { freshAt: new Date() } });
    const [made] = await terminals.ask(runHere, 'lead', delegations, ...make);
    expect(made).toMatchObject({ from: at.people.lead.name, to: dora.name, role: 'team_lead', canEnd: true });
    expect(await terminals.refusal(4, 'engineer', ...make)).toMatchObject({ code: 'forbidden' });
    expect((await terminals.refusal(2, 'lead', 'delegation', 'make', 'nobody', ...make.slice(3))).remedy).toContain(
      'You can lend it to',
    );
    expect(await terminals.ask(runHere, 'manager', delegations, 'delegation', 'list')).toMatchObject([
      { id: made?.id, canEnd: false },
    ]);
    const end = ['delegation', 'end', made?.id.slice(0, 8) as string];
    expect(await terminals.refusal(6, 'engineer', ...end)).toMatchObject({ code: 'not_found' });
    expect(await terminals.ask(runHere, 'lead', delegations, ...end)).toEqual([]);
  },
);

it(
  'follow-up gives somebody something to do, lists it until it is done, and says what came of it',
  PATIENCE,
  async () => {
    const { code } = await declare(at);
    const { name } = at.people.manager;
    const words = ['follow-up', 'add', code, '--text', 'Alert on bloat', '--until', '2026-01-31', '--owner', name];
    const added = await ask('engineer', values.followUpShape, ...words);
    expect(added).toMatchObject({ owner: name, dueOn: '2026-01-31', standing: 'overdue', incident: code });
    const mine = await ask('manager', values.followUpListShape, 'follow-up', 'list', '--mine');
    expect(mine).toMatchObject({ filter: 'mine', count: { mine: 1 }, followUps: [added] });
    expect(await ask('engineer', values.followUpListShape, 'follow-up', 'list', '--mine')).toMatchObject({
      followUps: [],
    });
    const end = ['follow-up', 'done', added.id.slice(0, 8), '--note', 'It is set.'];
    expect(await ask('manager', values.followUpShape, ...end)).toMatchObject({ standing: 'done', note: 'It is set.' });
    expect(await refused(2, 'manager', ...end)).toEqual([2, 'invalid_input']);
    expect(await refused(2, 'manager', 'follow-up', 'list', '--mine', '--done')).toEqual([2, 'invalid_input']);
  },
);

it(
  'contacts shows the hotline as a number to call, and what nobody sends over as yours to tell',
  PATIENCE,
  async () => {
    expect(await ask('manager', values.contactsShape, 'contacts')).toMatchObject({ hotline: null });
    await changeChannel(at.people.administrator, { key: 'hotline', address: '+49 30 1234', sender: '', secret: '' });
    const { hotline, channels, contacts } = await ask('manager', values.contactsShape, 'contacts');
    expect(hotline).toBe('+49 30 1234');
    expect(channels).toMatchObject([
      { key: 'slack', isConnected: false },
      {},
      { kind: 'hotline' },
      { isForCustomers: true },
    ]);
    expect(contacts[0]).toMatchObject({ key: 'on-call', notifiedFor: 'everything' });
    const { out } = await terminals.say(runHere, 'manager', 'contacts');
    for (const words of ['call +49 30 1234', '#room: tell them yourself', 'no number or e-mail kept here'])
      expect(out).toContain(words);
  },
);

describe('the log', PATIENCE, () => {
  it('is verified, whole or of one incident, and not by an engineer', async () => {
    const { code } = await declare(at);
    const verdict = await ask('lead', trust.auditVerdictShape, 'audit', 'verify', '--all');
    expect(verdict).toMatchObject({ isWhole: true, unchecked: 0, storeProblems: [] });
    expect(verdict.chains.map(({ incident }) => incident)).toEqual(expect.arrayContaining([null, code]));
    const one = await ask('manager', trust.auditVerdictShape, 'audit', 'verify', code);
    expect(one.chains).toMatchObject([{ incident: code, isWhole: true }]);
    expect(await refused(4, 'engineer', 'audit', 'verify')).toEqual([4, 'forbidden']);
  });

  it('is exported into a file that is there once', async () => {
    const file = join(at.folder, 'log.jsonl');
    const words = ['audit', 'export', '-o', file];
    expect(await ask('manager', trust.auditExportShape, ...words)).toMatchObject({ incident: null, file });
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(JSON.parse(lines[0] as string)).toMatchObject({ kind: 'export', scope: 'everything', madeBy: 'manager' });
    expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ kind: 'signature' });
    expect(await refused(2, 'manager', ...words)).toEqual([2, 'invalid_input']);
    expect(await refused(4, 'engineer', 'audit', 'export')).toEqual([4, 'forbidden']);
  });

  it('secrets rotate says how a key of the environment is changed, and is for administrators', async () => {
    expect(await refused(5, 'administrator', 'secrets', 'rotate')).toEqual([5, 'conflict']);
    expect(await refused(4, 'lead', 'secrets', 'rotate')).toEqual([4, 'forbidden']);
    await mkdir(join(at.folder, 'data'), { recursive: true });
    const file = join(at.folder, 'data', 'secrets.json');
    await writeFile(file, JSON.stringify({ CONSOLE_SECRET_KEY: process.env.CONSOLE_SECRET_KEY }), { mode: 0o600 });
    const { left, changed } = await ask('administrator', trust.secretsShape, 'secrets', 'rotate');
    expect(left).toEqual([]);
    expect(changed['Target.databaseUrl']).toBeGreaterThan(0);
  });
});

describe('a target’s team', PATIENCE, () => {
  it('is given by administrators, and hides it from everybody else at once', async () => {
    const { key } = await breakableTarget(at);
    const { teamId } = await makeTeam(at.people.administrator, { name: 'Search' });
    const give = (to: string) => ask('administrator', targetTeamShape, 'target', 'team', key, to);
    expect(await refused(4, 'lead', 'target', 'team', key, 'search')).toEqual([4, 'forbidden']);
    expect(await refused(2, 'administrator', 'target', 'team', key, 'none')).toEqual([2, 'invalid_input']);
    expect(await give('search')).toEqual({ target: key, team: 'search' });
    expect(await refused(6, 'lead', 'health', key)).toEqual([6, 'not_found']);
    await joinTeam(at.people.administrator, { teamId, personId: at.people.lead.id });
    // Nobody probes it here, so it is not well; but it is there.
    expect(await terminals.say(runHere, 'lead', 'health', key, '--json')).toMatchObject({ code: 7 });
    expect(await give('everybody')).toEqual({ target: key, team: null });
  });
});

describe('drills that are planned', PATIENCE, () => {
  const { day } = dayInWeek(1);
  const week = ['drill', 'schedule', '--week', '1', '--day', day, '--procedure', '1.1'];

  it('are put into the calendar, moved, listed, shown and cancelled', async () => {
    const target = await breakableTarget(at);
    const { id } = await ask('lead', values.drillShape, ...week, '--target', target.key);
    const moved = await ask('lead', values.drillShape, 'drill', 'schedule', '--drill', id, '--time', '11:30');
    expect(moved).toMatchObject({ id, procedure: '1.1', target: target.key, scheduledFor: `${day}T11:30:00.000Z` });
    const { weeks } = await ask('manager', values.drillListShape, 'drill', 'list', '--month', day.slice(0, 7));
    expect(weeks[0]?.drills).toMatchObject([{ id, status: 'planned' }]);
    expect(await ask('manager', values.drillShape, 'drill', 'show', id)).toMatchObject({ id, incident: null });
    expect(await refused(5, 'lead', 'drill', 'abort', id, '--reason', 'It does not run.')).toEqual([5, 'conflict']);
    const cancelled = await ask('lead', values.drillShape, 'drill', 'cancel', id, '--reason', 'Half of us are ill.');
    expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'Half of us are ill.' });
  });

  it('fill a month', async () => {
    const counted = z.strictObject({ count: z.int() });
    const words = ['drill', 'schedule', '--month', day.slice(0, 7)];
    expect((await ask('lead', counted, ...words)).count).toBeGreaterThan(0);
    expect(await refused(5, 'lead', ...words)).toEqual([5, 'conflict']);
    expect(await refused(4, 'manager', ...words)).toEqual([4, 'forbidden']);
    expect(await refused(2, 'lead', 'drill', 'schedule')).toEqual([2, 'invalid_input']);
  });
});
