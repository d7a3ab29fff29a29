import { randomUUID } from 'node:crypto';
import { callWith } from '../actions';
import { examples } from '../bring-in';
import { sendBytes } from '../http';
import { Browser } from '../people';
import type { Row } from '../row';
import { asDenial, seenOfAnswer, seenOfCall, seenOfResult, seenWhere } from '../seen';
import type { World } from '../world';

const declareRow = (id: string, what: string, target: string, title: string, expected: Row['expected']): Row => ({
  id,
  what,
  surface: 'server action',
  expected,
  async feed(world) {
    const result = await world.rollback.declare(target, title);
    return result ? seenOfResult(result) : { came: 'unanswered', words: '' };
  },
});

const pathRow = (id: string, what: string, path: string, expected: Row['expected'] = 404): Row => ({
  id,
  what,
  surface: 'HTTP',
  expected,
  feed: async (world) => seenOfAnswer(await world.as('engineer').get(path)),
});

const cookieName = (world: World) => world.as('engineer').session?.[0] ?? '';

const cookieRow = (id: string, what: string, cookie: (world: World) => string): Row => ({
  id,
  what,
  surface: 'HTTP',
  expected: 'D',
  async feed(world) {
    const nobody = new Browser(world.address);
    return asDenial(seenOfAnswer(await nobody.get('/api/now', { cookie: cookie(world) })));
  },
});

const lineRow = (id: string, what: string, bytes: (world: World) => string): Row => ({
  id,
  what,
  surface: 'socket',
  expected: 'D',
  async feed(world) {
    const said = await sendBytes(world.address, bytes(world));
    const statuses = [...said.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
    const isHeld = statuses.length <= 1 && statuses.every((status) => status >= 400);
    return seenWhere(isHeld, 'D', `answered ${statuses.join(', ') || 'with a closed line'}`, said.slice(0, 200));
  },
});

export const OWN_ROWS: readonly Row[] = [
  declareRow('own-homoglyph', 'a target whose name only looks like another', 'һostile', 'A title like any other', 404),
  declareRow('own-long-title', 'a title of 300,000 characters', 'hostile', 'x'.repeat(300_000), 'R'),
  {
    id: 'own-escape-title',
    what: 'colours, a clipboard and a direction override in a title: at the terminal they are nothing',
    surface: 'terminal',
    expected: 'I',
    async feed(world) {
      await world.rollback.declared();
      const title = `Evil \u001b]52;c;aGk=\u0007\u001b[31m\u202e red ${randomUUID()}`;
      const declared = await world.rollback.declare('hostile', title);
      if (declared && !declared.ok) return seenOfResult(declared);
      const { out, error, code } = await world.terminal('engineer', 'status');
      return seenWhere(
        code === 0 && !/[^\P{Cc}\n]|\u202e/u.test(out + error),
        'I',
        'status lists it without any of them',
        `${code} ${JSON.stringify((out + error).slice(0, 300))}`,
      );
    },
  },
  {
    id: 'own-nul',
    what: 'a NUL in a title, which no database keeps',
    surface: 'server action',
    expected: 'R',
    async feed(world) {
      await world.rollback.declared();
      const result = await world.rollback.declare('hostile', 'A title\u0000 with a NUL');
      return result ? seenOfResult(result) : { came: 'unanswered', words: '' };
    },
  },
  {
    id: 'own-surrogate',
    what: 'half a character in a title',
    surface: 'server action',
    expected: 'R',
    async feed(world) {
      await world.rollback.declared();
      const result = await world.rollback.declare('hostile', 'A title \ud800 with half a character');
      return result ? seenOfResult(result) : { came: 'unanswered', words: '' };
    },
  },
  {
    id: 'own-depth',
    what: 'JSON of twenty thousand levels, with an end',
    surface: 'server action',
    expected: 'D',
    async feed(world) {
      const body = `[${'['.repeat(20_000)}${']'.repeat(20_000)}]`;
      const { status, result } = await callWith(world.as('lead'), world.action('draftImport'), body);
      const isRefused = (status >= 400 && status < 500) || result?.ok === false;
      return seenWhere(isRefused, 'D', `${status} ${result && !result.ok ? result.error.message : ''}`);
    },
  },
  {
    id: 'own-many-keys',
    what: 'ten thousand parameters',
    surface: 'planning',
    expected: 'R',
    async feed(world) {
      const { code } = await world.rollback.declared();
      const parameters = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`key_${at}`, 'x']));
      return seenOfCall(
        await world.act('engineer', 'prepareRun', {
          incidentCode: code,
          procedureKey: '1.1',
          branch: 'main',
          parameters,
        }),
      );
    },
  },
  {
    id: 'own-import-role',
    what: 'a runbook brought in by somebody who may not',
    surface: 'server action',
    expected: 'D',
    isAudited: true,
    async feed(world) {
      const file = { name: 'a.md', base64: Buffer.from(examples.md).toString('base64') };
      return seenOfCall(await world.act('admin', 'keepImport', { ...file, hash: '0'.repeat(64) }));
    },
  },
  {
    id: 'own-terminal-role',
    what: 'the same at a terminal',
    surface: 'terminal',
    expected: 'D',
    isAudited: true,
    async feed(world) {
      const { code, out, error } = await world.terminal(
        'engineer',
        'runbook',
        'import',
        'docs/examples/runbook.md',
        '--keep',
      );
      return { came: code === 4 ? 'D' : 'let through', words: `${code} ${out}${error}` };
    },
  },
  {
    id: 'own-approve-and-deny',
    what: 'approving and denying at the same time',
    surface: 'server action',
    expected: 'one',
    async feed(world) {
      const { approvalId, run } = await world.rollback.requested();
      const decide = (who: 'lead' | 'executive', verdict: string) =>
        world.act(who, 'decideApproval', { approvalId, planHash: run.planHash, verdict, reason: 'At the same time.' });
      const both = await Promise.all([decide('lead', 'approved'), decide('executive', 'denied')]);
      const won = both.filter(({ result }) => result?.ok).length;
      const words = both.map((called) => seenOfCall(called).words).join(' | ');
      return seenWhere(won === 1, 'one', words);
    },
  },
  {
    id: '85b',
    what: 'three presses of Start at once',
    surface: 'server action',
    expected: 'one',
    async feed(world) {
      const { runId, starts } = await world.rollback.started();
      const { rows } = await world.store.query(
        `select count(*)::int as count from "Event" where type = 'run.started' and "runId" = $1`,
        [runId],
      );
      const words = starts.map((result) => (result?.ok ? 'started' : (result?.error.code ?? 'no answer'))).join(', ');
      return seenWhere(
        rows[0].count === 1 && starts.some((result) => result?.ok),
        'one',
        `${words}; one event`,
        `${words}; ${rows[0].count} events`,
      );
    },
  },
  lineRow(
    'own-smuggling',
    'a length beside chunks',
    ({ address }) =>
      `POST /api/now HTTP/1.1\r\nHost: ${new URL(address).host}\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/health HTTP/1.1\r\nHost: x\r\n\r\n`,
  ),
  lineRow(
    'own-two-lengths',
    'two lengths',
    ({ address }) =>
      `POST /api/now HTTP/1.1\r\nHost: ${new URL(address).host}\r\nContent-Length: 3\r\nContent-Length: 60\r\n\r\nabcGET /api/health HTTP/1.1\r\nHost: x\r\n\r\n`,
  ),
  lineRow(
    'own-big-cookie',
    'a cookie of 100,000 characters',
    ({ address }) =>
      `GET /api/now HTTP/1.1\r\nHost: ${new URL(address).host}\r\nConnection: close\r\nCookie: a=${'x'.repeat(100_000)}\r\n\r\n`,
  ),
  lineRow(
    'own-climbing-path',
    'a path that climbs out',
    ({ address }) =>
      `GET /_next/static/../../../../../../etc/passwd HTTP/1.1\r\nHost: ${new URL(address).host}\r\nConnection: close\r\n\r\n`,
  ),
  cookieRow(
    'own-tossed-cookie',
    'a forged session cookie before the real one, under a path of its own',
    (world) => `${cookieName(world)}=forged; ${cookieName(world)}.0=forged; ${cookieName(world)}.1=forged`,
  ),
  cookieRow(
    'own-host-prefix',
    'the session of one name under another',
    (world) => `__Host-${cookieName(world)}=${world.as('engineer').session?.[1]}`,
  ),
  cookieRow(
    'own-secure-prefix',
    'the session under the name of an encrypted line',
    (world) => `__Secure-${cookieName(world)}=${world.as('engineer').session?.[1]}x`,
  ),
  pathRow('own-negative', 'a negative number for a step', `/api/steps/${randomUUID()}:-1/output`),
  pathRow('own-nan', 'numbers that are none', `/api/steps/NaN/output?before=-1&after=NaN&line=1e309`),
  pathRow('own-nul-path', 'a NUL in an address', '/api/incidents/DB%00', 404),
  {
    id: 'own-nan-date',
    what: 'a drill on a day that there is none',
    surface: 'server action',
    expected: 'R',
    async feed(world) {
      const at = {
        title: 'x',
        procedureKey: '1.1',
        targetKey: 'replyx-sandbox',
        fault: 'bad-deploy',
        scheduledFor: 'NaN-02-31T25:61:00Z',
        week: Number.NaN,
      };
      return seenOfCall(await world.act('lead', 'scheduleDrill', at));
    },
  },
  {
    id: 'own-method-override',
    what: 'a header that says another method',
    surface: 'HTTP',
    expected: 405,
    feed: async (world) =>
      seenOfAnswer(
        await world.as('lead').post('/api/now', '{}', { 'x-http-method-override': 'GET', 'x-method-override': 'GET' }),
      ),
  },
  {
    id: 'own-unknown-action',
    what: 'an action that there is none of',
    surface: 'server action',
    expected: 'D',
    async feed(world) {
      const called = await callWith(world.as('lead'), { id: 'f'.repeat(42), page: '/' }, '[]');
      return asDenial(seenOfCall(called));
    },
  },
  {
    id: 'own-revoked-token',
    what: 'a token at a terminal after it was revoked',
    surface: 'terminal',
    expected: 'D',
    async feed(world) {
      const first = await world.terminal('manager', 'health');
      const { rows } = await world.store.query(
        `select t.id from "AccessToken" t join "Person" p on p.id = t."personId" where p.email = 'manager@demo.example'`,
      );
      for (const { id } of rows) await world.act('manager', 'revokeToken', { tokenId: id });
      const then = await world.terminal('manager', 'health');
      const isHeld = first.code !== 3 && then.code === 3;
      return seenWhere(isHeld, 'D', `${first.code}, then ${then.code}: ${then.error.slice(0, 150)}`);
    },
  },
];
