import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { breakableTarget, openedDrill, scheduledDrill } from '../testing/drill';
import { createPerson, openTestConsole, type TestConsole } from '../testing/test-console';
import { getGuideView } from './get-guide-view';
import { setGuide } from './set-guide';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const changesOf = async (email: string) =>
  (await db().event.findMany({ where: { type: 'person.changed' }, orderBy: { id: 'asc' } }))
    .map(({ data }) => data as { email: string; change: string })
    .filter((data) => data.email === email)
    .map(({ change }) => change);

describe('the guide through a first drill', () => {
  it('is shown to whoever is new, ends for good, and is begun anew by its person, each with its event and once', async () => {
    const person = await createPerson('newcomer', 'engineer');
    expect((await getGuideView(person)).state).toBe('on');
    await setGuide(person, { state: 'ended' });
    await setGuide(person, { state: 'ended' });
    expect(await getGuideView(person)).toMatchObject({ state: 'ended', drill: null, approvals: [], demoPeople: [] });
    await setGuide(person, { state: 'on' });
    expect((await getGuideView(person)).state).toBe('on');
    expect(await changesOf(person.email)).toEqual([
      'ends the guide through a drill',
      'begins the guide through a drill',
    ]);
  });

  it('follows the drill that this person started with it, and none that they held before', async () => {
    const { engineer } = at.people;
    const { drillId } = await scheduledDrill(at, await breakableTarget(at));
    expect((await getGuideView(engineer)).drill).toBeNull();
    await openedDrill(at, drillId);
    expect((await getGuideView(engineer)).drill).toMatchObject({
      id: drillId,
      isMine: true,
      state: 'open',
      incidentCode: expect.stringMatching(/^DB-ROLLBACK-/),
      openLines: ['documentation-updated', 'lessons-captured'],
    });
    await db().drill.update({ where: { id: drillId }, data: { state: 'done', finishedAt: new Date() } });
    expect((await getGuideView(engineer)).drill?.state).toBe('done');
    await setGuide(engineer, { state: 'ended' });
    await setGuide(engineer, { state: 'on' });
    expect((await getGuideView(engineer)).drill).toBeNull();
  });

  it('names other people of a demo alone, and offers nobody’s approval but this person’s', async () => {
    expect((await getGuideView(at.people.engineer)).demoPeople).toEqual([]);
    await db().person.update({ where: { id: at.people.lead.id }, data: { isDemo: true } });
    const view = await getGuideView(at.people.engineer);
    expect(view.demoPeople.map(({ email }) => email)).toEqual([at.people.lead.email]);
    expect((await getGuideView(at.people.lead)).demoPeople).toEqual([]);
    expect(view.approvals).toEqual([]);
  });
});
