import { inspect } from 'node:util';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/contracts/views';
import { authoriseFor, authoriseToRead, type Thing, type ThingKind } from './auth/authorise-for';
import { startBenchmark } from './checks/ask-benchmark';
import { compareBenchmarks } from './checks/compare-benchmarks';
import { getBenchmark } from './checks/get-benchmarks-view';
import { getValidation, startValidation } from './checks/validate-target';
import { getDrillsNow } from './drills/get-drills-now';
import { moveDrill } from './drills/schedule-drill';
import { getAssessView } from './incidents/get-assess-view';
import { listIncidents, pageIncidents } from './incidents/list-incidents';
import { renameTeam } from './people/manage-teams';
import { getIncidentFigures } from './reports/get-incident-figures';
import { getHostsView } from './targets/get-hosts-view';
import { getReset } from './targets/get-reset';
import { readActions, readPages, readRoutes, readTerminalsOwn } from './testing/named-things';
import { foreignNames, kindOf, NAMES, NAMES_SOMETHING, OF_NO_TARGET, OTHERS, PARAMS } from './testing/names';
import { refusalOf } from './testing/refusal';
import { openTestConsole, type TestConsole } from './testing/test-console';
import { makeTeamOf, makeWorld, type Team, type World } from './testing/two-teams';

// Who asks. Only the cookie is stood in for: everything behind it is the real thing.
const asking = vi.hoisted(() => ({ me: null as Me | null }));
vi.mock('./auth/session', async (original) => ({
  ...(await original<object>()),
  findPerson: async () => asking.me,
  requirePerson: async () => asking.me,
}));

/** No role that a wall stands before may do these at all, so every name is refused alike. */
const ADMINISTRATORS = ['askHostLook', 'pinHostKey', 'giveTarget'];
/** Not the first named thing, so it has its own promise below. */
const BESIDES: Record<string, string> = { moveDrill: 'targetKey', startBenchmark: 'incidentCode' };

const actions = await readActions();
let at: TestConsole;
let world: World;
let own: World;
let team: Team;
let others: Team;
beforeAll(async () => {
  at = await openTestConsole();
  [world, own] = [await makeWorld(at), await makeWorld(at)];
  team = await makeTeamOf(at, 'Payments', world);
  others = await makeTeamOf(at, 'Search', own);
  // A look-alike: what a team is called lets nobody in.
  await renameTeam(at.people.administrator, { teamId: others.teamId, name: 'Payments' });
});
afterAll(() => at.close());

const foreign = (kind: ThingKind) => foreignNames(kind, world, own);

const words = (value: unknown) => inspect(value, { depth: 12, maxArrayLength: null, maxStringLength: null });
const secrets = () => Object.values(world);

describe('an action that names something', () => {
  const naming = actions.filter(({ fields }) => fields.some((field) => NAMES[field] !== undefined || field === 'of'));

  it('names it by a field that is known here', () => {
    const fields = new Set(actions.flatMap((action) => action.fields).filter((field) => NAMES_SOMETHING.test(field)));
    expect([...fields].filter((field) => ![...Object.keys(NAMES), ...OTHERS, 'of'].includes(field))).toEqual([]);
    expect(naming.length).toBeGreaterThan(50);
  });

  const cases = naming.flatMap(({ name, fields, act }) =>
    fields.flatMap((field) => {
      if (BESIDES[name] === field) return [];
      if (field === 'of') return (['runId', 'stepId'] as const).map((of) => ({ name, field: of, act, wrap: true }));
      return NAMES[field] ? [{ name, field, act, wrap: false }] : [];
    }),
  );

  it.each(cases)('$name answers to a foreign $field as to none', async ({ name, field, act, wrap }) => {
    const asked = foreign(NAMES[field] as ThingKind).map((id) => {
      const named = { [field]: field === 'messageIds' ? [id] : id };
      return byWhoeverMay((me) => act(me, wrap ? { of: named } : named));
    });
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(words)).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: ADMINISTRATORS.includes(name) ? 'forbidden' : 'not_found' });
  });

  /** The answer to the first of the others whose role does not stand in the way. */
  async function byWhoeverMay(deed: (me: Me) => Promise<unknown>) {
    const { engineer, team_lead, executive, manager } = others.people;
    let answer: Awaited<ReturnType<typeof refusalOf>> | undefined;
    for (const me of [team_lead, engineer, executive, manager]) {
      answer = await refusalOf(deed(me));
      if (answer.code !== 'forbidden') return answer;
    }
    return answer;
  }
});

describe('what names a second thing', () => {
  it('does not plan a drill of one’s own on a foreign target', async () => {
    const wish = { week: 1 as const, day: '2199-03-04', time: '10:00', procedureKey: '1.1', drillId: own.drill };
    const asked = foreign('target').map((targetKey) =>
      refusalOf(moveDrill(others.people.engineer, { ...wish, targetKey })),
    );
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(words)).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: 'not_found', message: 'There is no such target.' });
  });

  it('does not start a benchmark of one’s own target for a foreign incident', async () => {
    const asked = [world.incident, 'none', '\0'].map((incidentCode) =>
      refusalOf(startBenchmark(others.people.engineer, { targetKey: own.target, incidentCode, duration: '30s' })),
    );
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(words)).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: 'not_found', message: 'There is no such incident.' });
  });
});

const isOfNone = (file: string) => OF_NO_TARGET.some((part) => file.includes(`/${part}/`));
const load = (file: string) => import(/* @vite-ignore */ `@/${file.replace(/\.tsx?$/, '')}`);

describe('a route', () => {
  const named = readRoutes().filter(
    ({ param, file }) => param !== null && !file.includes('[...nextauth]') && !isOfNone(file),
  );

  it('that names something names what is known here', () => {
    expect(named.filter(({ file }) => kindOf(file) === undefined)).toEqual([]);
  });

  it.each(named)('$file answers with 404 to a foreign name as to none', async ({ file, param }) => {
    const answers: string[] = [];
    for (const name of foreign(kindOf(file) as ThingKind))
      answers.push(await get(file, param as string, name, others.people.team_lead));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 /);
    const mine = await get(file, param as string, world[kindOf(file) as ThingKind], team.people.team_lead);
    expect(mine).toMatch(/^200 /);
  });

  it.each(
    readRoutes().filter(({ param, file }) => param === null && !/nextauth|health|stream|looks|api\/push/.test(file)),
  )('$file shows the others nothing of it', async ({ file }) => {
    expect(leaks(await get(file, 'none', '', others.people.team_lead))).toEqual([]);
  });

  async function get(file: string, param: string, name: string, me: Me): Promise<string> {
    asking.me = me;
    const url = 'http://console.example/x?words=printed&tail';
    const { GET } = await load(file);
    const response: Response = await GET(new NextRequest(url), { params: Promise.resolve({ [param]: name }) });
    return `${response.status} ${await response.text()}`;
  }
});

describe('a page', () => {
  const pages = readPages();
  const named = pages.filter(({ param, file }) => param !== null && param !== 'procedureKey' && !isOfNone(file));

  it('that names something names what is known here', () => {
    expect(named.filter(({ file }) => kindOf(file) === undefined)).toEqual([]);
  });

  it.each(named)('$file is not there for a foreign name as for none', async ({ file, param }) => {
    const answers: string[] = [];
    for (const name of foreign(kindOf(file) as ThingKind))
      answers.push(await show(file, { [param as string]: encodeURIComponent(name) }, others.people.team_lead));
    expect(new Set(answers)).toEqual(new Set(['NEXT_HTTP_ERROR_FALLBACK;404']));
    const mine = world[kindOf(file) as ThingKind];
    expect(await show(file, { [param as string]: mine }, team.people.team_lead)).toContain(world.targetName);
  });

  it.each(pages.filter(({ param }) => param === null || param === 'procedureKey'))(
    '$file shows the others nothing of it',
    async ({ file }) => {
      const params = { procedureKey: '1.1' };
      expect(leaks(await show(file, params, others.people.team_lead))).toEqual([]);
    },
  );

  it('shows the team what is theirs', async () => {
    const shown = await Promise.all(
      ['page', 'approvals/page', 'incidents/page', 'reports/page', 'targets/page', 'drills/page', 'contacts/page'].map(
        (one) => show(`app/(console)/${one}.tsx`, {}, team.people.team_lead),
      ),
    );
    for (const one of shown) expect(leaks(one)).not.toEqual([]);
  });

  async function show(file: string, params: Record<string, string>, me: Me): Promise<string> {
    asking.me = me;
    const { default: Page } = await load(file);
    try {
      return words(await Page({ params: Promise.resolve(params), searchParams: Promise.resolve({}) }));
    } catch (error) {
      return (error as { digest?: string }).digest ?? String(error);
    }
  }
});

const leaks = (shown: string) => secrets().filter((secret) => shown.includes(secret));

describe('the terminal', () => {
  const things: Record<string, ((me: Me, name: string) => Promise<unknown>) | null> = {
    'lib/server/checks/compare-benchmarks compareBenchmarks': (me, targetKey) => compareBenchmarks(me, { targetKey }),
    'lib/server/checks/get-benchmarks-view getBenchmark': (me, id) => getBenchmark(me, id),
    'lib/server/checks/validate-target getValidation': (me, id) => getValidation(me, id),
    'lib/server/checks/validate-target startValidation': (me, targetKey) =>
      startValidation(me, { targetKey, depth: 'quick' }),
    'lib/server/targets/get-hosts-view getHostsView': (me, key) => getHostsView(me, key),
    'lib/server/targets/get-reset getReset': (me, key) => getReset(me, key),
    // Lists, which are asked below, and what names nothing.
    'lib/server/drills/get-drills-now getDrillsNow': null,
    'lib/server/incidents/list-incidents listIncidents': null,
    'lib/server/now/get-worker getWorker': null,
    'lib/server/escalations/escalate escalate as startLevel': null,
    'lib/server/db closeStore': null,
    'lib/server/auth/rotate-secrets rotateSecrets': null,
    'lib/server/auth/rotate-secrets rotateSecretsSchema': null,
    'lib/server/auth/session-secret rotateSessionSecret': null,
    'lib/server/auth/session-secret rotateSessionSecretSchema': null,
    'lib/server/auth/step-up stepUpByPassword': null,
    // For administrators, before whom no wall stands; to anybody else every name is refused alike.
    'lib/server/targets/get-hosts-view getGrantsView': null,
    'lib/server/news-hub closeNews': null,
    'lib/server/news-hub listenToNews': null,
    'lib/server/terminal/run-as-token actAsToken': null,
    'lib/server/terminal/run-as-token readAsToken': null,
  };

  it('has no use case of its own that is not known here', () => {
    expect(readTerminalsOwn()).toEqual(Object.keys(things).sort());
  });

  it.each(Object.entries(things).filter(([, ask]) => ask !== null))(
    '%s answers to a foreign name as to none',
    async (name, ask) => {
      const kind = name.endsWith('getBenchmark')
        ? 'benchmark'
        : name.endsWith('getValidation')
          ? 'validation'
          : 'target';
      const answers = await Promise.all(
        foreign(kind).map((one) => (ask as NonNullable<typeof ask>)(others.people.team_lead, one).catch(String)),
      );
      expect(new Set(answers.map(words)).size).toBe(1);
      expect(words(answers[0])).toMatch(/There is no such (?:target|validation)|^null$/);
    },
  );

  it('lists what a person reaches, and nothing else', async () => {
    const { engineer } = others.people;
    const lists = await Promise.all([listIncidents(engineer), getDrillsNow(engineer)]);
    expect(leaks(words(lists))).toEqual([]);
    expect(words(lists)).toContain(own.incident);
  });
});

describe('figures and pages of lists', () => {
  it('count the incidents that a person reaches', async () => {
    const count = async (me: Me) => (await getIncidentFigures(me)).incidents;
    expect([
      await count(team.people.manager),
      await count(others.people.manager),
      await count(at.people.manager),
      await count(at.people.administrator),
    ]).toEqual([1, 1, 0, 2]);
  });

  it('begin with a target of one’s own where a foreign one is named, as where none is', async () => {
    const from = (targetKey: string) =>
      getAssessView(others.people.engineer, { targetKey }).then(({ selectedTargetKey }) => selectedTargetKey);
    expect(await from(world.target)).toBe(own.target);
    expect(await from('none')).toBe(own.target);
  });

  it('lead nowhere from a foreign incident, as from none', async () => {
    const from = (code: string) => pageIncidents(others.people.engineer, {}, code).then(({ incidents }) => incidents);
    expect(await from(world.incident)).toEqual([]);
    expect(await from('none')).toEqual([]);
  });
});

describe('what is reached', () => {
  const kinds: ThingKind[] = [...new Set([...Object.values(NAMES), ...Object.values(PARAMS), 'validation' as const])];

  it.each(kinds)('a %s is let in to for its team and for administrators', async (kind) => {
    const thing = { [kind]: world[kind] } as Thing;
    for (const me of [...Object.values(team.people), at.people.administrator])
      expect(await authoriseFor(me, 'console.read', thing)).toMatchObject({ id: me.id });
    for (const me of [...Object.values(others.people), at.people.executive])
      expect(await authoriseToRead(me, thing)).toBeNull();
  });
});
