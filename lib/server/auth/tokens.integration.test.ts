import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Me } from '@/lib/contracts/views';
import type { TokenUse } from '@/lib/domain/access-tokens';
import { db } from '../db';
import { changePerson, setPassword } from '../people/manage-people';
import { refusalOf } from '../testing/refusal';
import { createPerson, openTestConsole, type TestConsole } from '../testing/test-console';
import { authorise } from './authorise';
import { comeInByToken, findPersonOfToken, listTokens, makeToken, revokeToken } from './tokens';
import { comingInBy } from './way-in';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const make = async (me: Me, name = 'laptop') => (await makeToken(me, { name, days: 30, use: 'everything' })).token;
const idOf = async (me: Me) => (await listTokens(me)).tokens[0]?.id as string;
const isRefused = async (token: string) => (await refusalOf(findPersonOfToken(token))).message;

describe('a token', () => {
  it('signs its person in, with the role that they have now', async () => {
    const kim = await createPerson('kim', 'engineer');
    const token = await make(kim);
    expect(token).toMatch(/^rbk_[\w-]{43}$/);
    expect(await findPersonOfToken(token)).toEqual(kim);
    await changePerson(at.people.administrator, { personId: kim.id, role: 'manager' });
    expect(await findPersonOfToken(token)).toMatchObject({ role: 'manager' });
  });

  it('is nowhere in the store but as its hash', async () => {
    const token = await make(at.people.lead);
    const { rows } = await at.store.query(
      `select t::text as text from "AccessToken" t union all select e::text from "Event" e`,
    );
    const all = rows.map((row) => row.text).join('\n');
    expect(all).not.toContain(token.slice(12));
    expect(all).toContain(createHash('sha256').update(token).digest('hex'));
  });

  it('is one that nobody can guess from another, or from its prefix', async () => {
    expect(await isRefused(`${(await make(at.people.lead)).slice(0, -1)}!`)).toMatch(/not known/);
    expect(await isRefused((await make(at.people.lead)).slice(0, 12))).toMatch(/not known/);
    expect(await isRefused('')).toMatch(/not known/);
  });

  it('lets nobody in once it is revoked, and says when it was used last', async () => {
    const kim = await createPerson('kim', 'engineer');
    const token = await make(kim);
    expect((await listTokens(kim)).tokens[0]).toMatchObject({ lastUsedAt: null, state: 'live' });
    await findPersonOfToken(token);
    expect((await listTokens(kim)).tokens[0]?.lastUsedAt).not.toBeNull();
    await revokeToken(kim, { tokenId: await idOf(kim) });
    expect(await isRefused(token)).toMatch(/revoked/);
    expect((await listTokens(kim)).tokens[0]).toMatchObject({ state: 'revoked', actions: [] });
    expect(await refusalOf(revokeToken(kim, { tokenId: await idOf(kim) }))).toMatchObject({ code: 'conflict' });
  });

  it('lets nobody in once its time is over', async () => {
    const kim = await createPerson('kim', 'engineer');
    const token = await make(kim);
    await db().accessToken.updateMany({ where: { personId: kim.id }, data: { expiresAt: new Date() } });
    expect(await isRefused(token)).toMatch(/expired/);
  });

  it.each(['disabled', 'given a new password'])('ends when its person is %s, and stays ended', async (how) => {
    const kim = await createPerson('kim', 'engineer');
    const token = await make(kim);
    if (how === 'disabled') {
      await changePerson(at.people.administrator, { personId: kim.id, isActive: false });
      expect(await isRefused(token)).toMatch(/revoked/);
      expect(await refusalOf(make(kim))).toMatchObject({ code: 'not_signed_in' });
      await changePerson(at.people.administrator, { personId: kim.id, isActive: true });
    } else await setPassword(at.people.administrator, { personId: kim.id, password: 'another long password' });
    expect(await isRefused(token)).toMatch(/revoked/);
  });
});

describe('the tokens of others', () => {
  it('are seen and revoked by administrators, and events name both', async () => {
    const kim = await createPerson('kim', 'engineer');
    const token = await make(kim, 'desktop');
    const seen = (await listTokens(at.people.administrator)).tokens.find((each) => each.name === 'desktop');
    expect(seen).toMatchObject({ personName: 'kim', isMine: false });
    await revokeToken(at.people.administrator, { tokenId: seen?.id as string });
    expect(await isRefused(token)).toMatch(/revoked/);
    const events = await db().event.findMany({ where: { type: { startsWith: 'token.' } }, orderBy: { id: 'desc' } });
    expect(events[0]).toMatchObject({
      type: 'token.revoked',
      actorName: 'administrator',
      data: { email: kim.email, name: 'desktop', prefix: token.slice(0, 12) },
    });
    expect(events[1]).toMatchObject({ type: 'token.made', actorName: 'kim' });
  });

  it('are for nobody else to see or revoke', async () => {
    const kim = await createPerson('kim', 'engineer');
    const token = await make(kim);
    const tokenId = await idOf(kim);
    for (const who of ['otherEngineer', 'executive', 'manager'] as const) {
      expect((await listTokens(at.people[who])).tokens.filter((each) => each.id === tokenId)).toEqual([]);
      expect(await refusalOf(revokeToken(at.people[who], { tokenId }))).toMatchObject({ code: 'not_found' });
    }
    expect(await findPersonOfToken(token)).toEqual(kim);
  });
});

describe('what a token was made for', () => {
  const asToken = async <T>(me: Me, use: TokenUse, act: () => Promise<T>) => {
    const { token } = await makeToken(me, { name: 'narrow', days: 1, use });
    return comingInBy((await comeInByToken(token)).way, act);
  };
  const codeOf = async (deed: Promise<unknown>) => {
    const { code, message } = await refusalOf(deed);
    return `${code}${message.startsWith('This token is not for that') ? ' by its scope' : ''}`;
  };

  it.each([
    ['read', 'run.drive'],
    ['read', 'approval.decide'],
    ['drive', 'approval.decide'],
    ['decide', 'run.drive'],
    ['decide', 'incident.declare'],
    ['drive', 'escalation.decide-2'],
    ['read', 'approval.revoke-delegation'],
    ['drive', 'approval.revoke-delegation'],
  ] as const)('%s lets nobody %s, though they may in the browser', async (use, permission) => {
    const { lead } = at.people;
    await authorise(lead, permission);
    expect(await codeOf(asToken(lead, use, () => authorise(lead, permission)))).toBe('forbidden by its scope');
    await asToken(lead, 'everything', () => authorise(lead, permission));
  });

  it('never lets somebody do what their role may not', async () => {
    const { manager } = at.people;
    expect(await codeOf(asToken(manager, 'everything', () => authorise(manager, 'run.drive')))).toBe('forbidden');
  });

  it('makes no other token, unless it was made for all', async () => {
    const { lead } = at.people;
    const more = () => makeToken(lead, { name: 'more', days: 1, use: 'everything' });
    expect(await codeOf(asToken(lead, 'drive', more))).toBe('forbidden by its scope');
  });

  it('says nothing about somebody else, whose armed run an approval starts', async () => {
    const { lead, engineer } = at.people;
    await asToken(lead, 'decide', () => authorise(engineer, 'run.drive'));
  });
});
