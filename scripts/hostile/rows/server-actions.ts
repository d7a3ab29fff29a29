import { randomUUID } from 'node:crypto';
import { callWith } from '../actions';
import { send, sendBytes, statusOf } from '../http';
import { Listener } from '../listener';
import { Browser } from '../people';
import type { Row } from '../row';
import { asDenial, seenOfCall, seenOfResult, seenWhere } from '../seen';
import type { World } from '../world';

/** What a team lead presses on a request; `over` is what somebody else puts in besides. */
async function decision(world: World, over: object = {}) {
  const { approvalId, run } = await world.rollback.requested();
  return { approvalId, planHash: run.planHash, verdict: 'approved', reason: 'Go ahead.', ...over };
}

async function isUndecided(world: World): Promise<boolean> {
  const { code } = await world.rollback.requested();
  return (await world.rollback.room(code)).run?.state === 'awaiting_approval';
}

const elsewhereRow = (id: string, what: string, headers: (world: World) => Record<string, string>): Row => ({
  id,
  what,
  surface: 'server action',
  expected: 'D',
  async feed(world) {
    const seen = asDenial(seenOfCall(await world.act('lead', 'decideApproval', await decision(world), headers(world))));
    // Next refuses some of them by a failure of its own, before any of our code is asked.
    const isRefused = seen.came === 'D' || seen.came === 500;
    return seenWhere(isRefused && (await isUndecided(world)), 'D', seen.words);
  },
});

const MALFORMED = [
  '["$F1"]',
  '["$K1"]',
  '["$1:__proto__:then"]',
  '[{"then":"$1:then","status":"resolved_model","value":"{\\"then\\":\\"$B0\\"}"}]',
  '["$undefined","$n99999999999999999999999999"]',
  '[',
  '',
  '\u0000',
  `[${'['.repeat(20_000)}`,
];

export const SERVER_ACTION_ROWS: readonly Row[] = [
  {
    id: '76',
    what: 'an action called by somebody whose pages do not offer it',
    surface: 'server action',
    expected: 'D',
    isAudited: true,
    async feed(world) {
      const seen = seenOfCall(await world.act('manager', 'decideApproval', await decision(world)));
      return (await isUndecided(world)) ? seen : { came: 'let through', words: seen.words };
    },
  },
  {
    ...elsewhereRow('77', 'a form on another site', () => ({
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    })),
  },
  {
    id: '78',
    what: 'no word of where it comes from',
    surface: 'server action',
    expected: 'D',
    isAudited: true,
    async feed(world) {
      const { id, page } = world.action('decideApproval');
      const body = JSON.stringify([await decision(world)]);
      const headers = {
        cookie: world.as('lead').cookie,
        'next-action': id,
        'content-type': 'text/plain;charset=UTF-8',
        accept: 'text/x-component',
      };
      const { status, text } = await send(world.address, { method: 'POST', path: page, headers, body });
      const isRefused = status >= 400 || text.includes('"code":"forbidden"');
      return seenWhere(isRefused && (await isUndecided(world)), 'D', `${status} ${text.slice(0, 250)}`);
    },
  },
  elsewhereRow('79', 'a forged host beside a forged origin', () => ({
    origin: 'https://evil.example',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example;proto=https',
  })),
  {
    id: '80',
    what: 'calls that no page of ours would send',
    surface: 'server action',
    expected: 'D',
    async feed(world) {
      const seen: string[] = [];
      for (const body of MALFORMED) {
        const { status, result } = await callWith(world.as('lead'), world.action('decideApproval'), body);
        const isRefused = (status >= 400 && status < 500) || (status === 200 && result?.ok === false);
        seen.push(
          `${isRefused ? '' : 'NOT REFUSED '}${JSON.stringify(body.slice(0, 20))}: ${status}${result && !result.ok ? ` ${result.error.code}` : ''}`,
        );
      }
      const isHeld = seen.every((line) => !line.startsWith('NOT')) && (await isUndecided(world));
      return seenWhere(isHeld, 'D', seen.join(' | '));
    },
  },
  {
    id: '80b',
    what: 'parts of a form that refer to each other without an end',
    surface: 'server action',
    expected: 'D',
    async feed(world) {
      const part = (name: string, content: string) =>
        `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
      const body = `${part('0', '["$@1"]')}${part('1', '"$@0"')}${part('2', '{"a":"$Q3"}')}--x--\r\n`;
      const { status, result } = await callWith(world.as('lead'), world.action('decideApproval'), body, {
        'content-type': 'multipart/form-data; boundary=x',
      });
      const isRefused = (status >= 400 && status < 500) || (status === 200 && result?.ok === false);
      return seenWhere(isRefused && (await isUndecided(world)), 'D', `${status} ${JSON.stringify(result)}`);
    },
  },
  {
    id: '81',
    what: 'the paths by which a browser fetches parts of a page',
    surface: 'HTTP',
    expected: 'D',
    async feed(world) {
      const nobody = new Browser(world.address);
      const asked = await Promise.all([
        nobody.get('/people', { rsc: '1' }),
        nobody.get('/people?_rsc=abc', { rsc: '1', 'next-router-prefetch': '1' }),
        nobody.get('/people.rsc'),
        nobody.get('/people.segments/_tree.segment.rsc', { rsc: '1', 'next-router-segment-prefetch': '/_tree' }),
        nobody.get('/_next/data/x/people.json'),
      ]);
      const shown = asked.filter(({ text }) => /Demo (Engineer|Lead|Executive)|@demo\.example/.test(text));
      return seenWhere(
        shown.length === 0,
        'D',
        `answered ${asked.map(({ status }) => status).join(', ')}, with nobody in it`,
      );
    },
  },
  {
    id: '82',
    what: 'a change by GET, and a POST where there is only reading',
    surface: 'HTTP',
    expected: 405,
    async feed(world) {
      const lead = world.as('lead');
      const { approvalId } = await world.rollback.requested();
      const posted = [
        await lead.post('/api/now', '{}'),
        await lead.post(`/api/approvals/${approvalId}`, '{"verdict":"approved"}'),
      ];
      await lead.get(`/approvals/${approvalId}?verdict=approved&reason=Go`, {
        'next-action': world.action('decideApproval').id,
      });
      const left = await lead.get('/api/auth/signout');
      const isIn = (await lead.get('/api/now')).status === 200;
      const isHeld = posted.every(({ status }) => status === 405) && isIn && (await isUndecided(world));
      return seenWhere(
        isHeld,
        405,
        `POST ${posted.map(({ status }) => status).join(', ')}; signing out by GET ${left.status}, still signed in ${isIn}`,
      );
    },
  },
  {
    id: '83',
    what: 'a call that says itself who decides, and with which role',
    surface: 'server action',
    expected: 'D',
    isAudited: true,
    async feed(world) {
      const { rows } = await world.store.query('select id from "Person" where email = $1', ['lead@demo.example']);
      const forged = {
        approverId: rows[0].id,
        personId: rows[0].id,
        userId: rows[0].id,
        role: 'executive',
        me: { id: rows[0].id },
      };
      const seen = seenOfCall(await world.act('engineer', 'decideApproval', await decision(world, forged)));
      return (await isUndecided(world)) ? seen : { came: 'let through', words: seen.words };
    },
  },
  {
    id: '84',
    what: 'approving with the hash of the plan before',
    surface: 'server action',
    expected: 409,
    async feed(world) {
      const { olderHash } = await world.rollback.requested();
      const seen = seenOfCall(
        await world.act('lead', 'decideApproval', await decision(world, { planHash: olderHash })),
      );
      return (await isUndecided(world)) ? seen : { came: 'let through', words: seen.words };
    },
  },
  {
    id: '85a',
    what: 'one incident declared five times at once',
    surface: 'server action',
    expected: 'one',
    async feed(world) {
      await world.rollback.declared();
      const key = randomUUID();
      const title = `Declared at once ${key}`;
      const all = await Promise.all(Array.from({ length: 5 }, () => world.rollback.declare('hostile', title, key)));
      const codes = new Set(all.flatMap((result) => (result?.ok ? result.value.code : [])));
      const { rows } = await world.store.query('select count(*)::int as count from "Incident" where title = $1', [
        title,
      ]);
      return seenWhere(
        codes.size === 1 && rows[0].count === 1,
        'one',
        [...codes].join(),
        `${codes.size} codes, ${rows[0].count} incidents`,
      );
    },
  },
  {
    id: '86',
    what: 'ids of what is not there',
    surface: 'HTTP',
    expected: 404,
    async feed(world) {
      const id = randomUUID();
      const lead = world.as('lead');
      const paths = [
        `/api/approvals/${id}`,
        '/api/incidents/DB-ROLLBACK-20200101-000000',
        `/api/steps/${id}:0/output`,
        `/api/steps/${id}/output/download`,
        `/api/reports/${id}/markdown`,
        `/api/drills/${id}/markdown`,
        `/api/reports/${id}/pdf`,
        `/api/drills/${id}/pdf`,
        `/api/targets/${id}/benchmarks`,
      ];
      const statuses = await Promise.all(paths.map(async (path) => (await lead.get(path)).status));
      const { result } = await world.act('engineer', 'startRun', { runId: id, planHash: 'x', mode: 'step' });
      const isHeld =
        statuses.every((status) => status === 404) && result?.ok === false && result.error.code === 'not_found';
      return seenWhere(
        isHeld,
        404,
        `${statuses.join(', ')}; starting it: ${result ? seenOfResult(result).words : 'no answer'}`,
      );
    },
  },
  {
    id: '87',
    what: 'an upgrade to another server through this one',
    surface: 'socket',
    expected: 'D',
    async feed(world) {
      const inside = await Listener.open();
      try {
        const said: number[] = [];
        for (const line of [inside.address('/inside'), `http://169.254.169.254/latest/`]) {
          const head = [
            `GET ${line} HTTP/1.1`,
            `Host: ${new URL(line).host}`,
            'Upgrade: websocket',
            'Connection: Upgrade',
            'Sec-WebSocket-Version: 13',
            `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
            '',
            '',
          ];
          said.push(statusOf(await sendBytes(world.address, head.join('\r\n'))));
        }
        const isHeld = inside.asked.length === 0 && !said.includes(101) && !said.includes(200);
        return seenWhere(
          isHeld,
          'D',
          `answered ${said.join(', ')}; the other server was not asked`,
          `answered ${said.join(', ')}; asked for ${inside.asked.map(({ path }) => path).join()}`,
        );
      } finally {
        inside.close();
      }
    },
  },
];
