import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFileSchema } from '@/lib/contracts/runbook-import';
import { DENIALS_KEPT } from '@/lib/domain/denial-limit';
import { recordDenial } from '../../audit/record-denial';
import { makeToken } from '../../auth/tokens';
import { actAsToken } from '../../terminal/run-as-token';
import { openTestConsole, type TestConsole } from '../../testing/test-console';
import { adoptRunbook } from '../adopt-runbook';
import { getCurrentRunbook } from '../store-runbook';
import { draftImport, getImport, keepImport, listImports } from './import-runbook';

const text = readFileSync('docs/examples/runbook.md', 'utf8');
const fileOf = (content: string) => ({ name: 'ours.md', base64: Buffer.from(content).toString('base64') });

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
  await adoptRunbook(join(process.cwd(), 'runbooks/replyx'), join(process.cwd(), 'sql'));
});
afterAll(() => at?.close());

const events = async (type: string) =>
  (await at.store.query(`select data, "actorName" from "Event" where type = $1 order by id`, [type])).rows;

describe('a runbook that was brought in', () => {
  it('is kept as it was seen, once, with its event, and beside the one in force', async () => {
    const inForce = await getCurrentRunbook();
    const { hash } = await draftImport(at.people.lead, fileOf(text));
    expect(await events('runbook.imported')).toEqual([]);
    const kept = { ...fileOf(text), hash: hash as string };
    expect(await keepImport(at.people.lead, kept)).toEqual({ hash, isNew: true });
    expect(await keepImport(at.people.lead, kept)).toEqual({ hash, isNew: false });
    expect(await events('runbook.imported')).toMatchObject([
      { actorName: at.people.lead.name, data: { key: 'email-index', hash, file: 'ours.md' } },
    ]);
    expect((await getCurrentRunbook()).hash).toBe(inForce.hash);
    const { kept: listed } = await listImports(at.people.manager);
    expect(listed[0]).toMatchObject({
      key: 'email-index',
      title: 'Take the e-mail index back',
      procedures: ['9.1 Remove the e-mail index'],
    });
    expect(await getImport(at.people.manager, hash as string)).toMatchObject({
      title: 'Take the e-mail index back',
      procedures: [{ key: '9.1', steps: [{ effect: 'read' }, { effect: 'irreversible' }, { effect: 'read' }] }],
    });
    expect(await getImport(at.people.manager, inForce.hash)).toBeNull();
    expect(listed.map(({ key }) => key)).not.toContain(inForce.key);
  });

  it('is not kept where it is no longer what was seen, or has mistakes', async () => {
    const { hash } = await draftImport(at.people.lead, fileOf(text));
    const other = { ...fileOf(text.replace('slower sign-ins', 'no sign-ins')), hash: hash as string };
    await expect(keepImport(at.people.lead, other)).rejects.toMatchObject({ code: 'plan_changed' });
    const broken = { ...fileOf(text.replace('drop index concurrently', 'drop index')), hash: hash as string };
    await expect(keepImport(at.people.lead, broken)).rejects.toThrow(/nothing was kept[\s\S]*line 42/);
    expect(await events('runbook.imported')).toHaveLength(1);
  });

  it('is kept with a script that the policy lets run, and refused by the line of one that it does not', async () => {
    const script = readFileSync('docs/examples/script-runbook.md', 'utf8');
    const { hash } = await draftImport(at.people.lead, fileOf(script));
    expect(await keepImport(at.people.lead, { ...fileOf(script), hash: hash as string })).toEqual({
      hash,
      isNew: true,
    });
    const broken = script.replace('psql -X', () => 'pkill -f psql\npsql -X');
    const line = broken.slice(0, broken.indexOf('pkill')).split('\n').length;
    const draft = await draftImport(at.people.lead, fileOf(broken));
    expect(draft).toMatchObject({ hash: null, refusals: [{ line, message: expect.stringContaining('pkill') }] });
    const forced = keepImport(at.people.lead, { ...fileOf(broken), hash: hash as string });
    await expect(forced).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(`line ${line}`),
    });
  });

  it('does not take the place of the one in force by its key', async () => {
    const replyx = fileOf(text.replace('key: email-index', 'key: replyx'));
    const { hash } = await draftImport(at.people.lead, replyx);
    await expect(keepImport(at.people.lead, { ...replyx, hash: hash as string })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it.each(['engineer', 'manager', 'administrator'] as const)('is not brought in by the %s', async (who) => {
    await expect(draftImport(at.people[who], fileOf(text))).rejects.toMatchObject({ code: 'forbidden' });
    const kept = { ...fileOf(text), hash: 'f'.repeat(64) };
    await expect(keepImport(at.people[who], kept)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a try that was refused', () => {
  it('is an event, by whoever tried and with why', async () => {
    const { token } = await makeToken(at.people.engineer, { name: 'test', days: 1, use: 'everything' });
    await expect(actAsToken(token, importFileSchema, fileOf(text), draftImport)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await events('access.denied')).toMatchObject([
      { actorName: at.people.engineer.name, data: { way: 'terminal', code: 'forbidden', unkept: 0 } },
    ]);
  });

  it('fills no store, however often it is made, and leaves no event of what is no denial', async () => {
    const before = (await events('access.denied')).length;
    const denial = await draftImport(at.people.manager, fileOf(text)).catch((error: unknown) => error);
    const actor = at.people.manager;
    for (let times = 0; times < DENIALS_KEPT + 20; times += 1) await recordDenial(denial, { actor, way: 'browser' });
    await recordDenial(new Error('the store is away'), { actor: at.people.lead, way: 'browser' });
    expect(await events('access.denied')).toHaveLength(before + DENIALS_KEPT);
  });
});
