import { PAGES, ROUTES } from '../../../lib/domain/entry-points';
import { wordsOfPdf } from '../../../lib/server/testing/pdf-words';
import { callWith } from '../actions';
import { type Answered, listen } from '../http';
import { WHO, type Who } from '../people';
import { value } from '../rollback';
import type { Row, Seen } from '../row';
import { logsOf, type Secrets, secretsIn, secretsOf } from '../secrets';
import { seenWhere } from '../seen';
import type { World } from '../world';

const NO_ID = 'f'.repeat(42);

type Place = [name: string, text: string];

/** `needed`: places that have to be among those that were looked at; a search of nothing finds nothing. */
function nowhere(places: readonly Place[], secrets: Secrets, needed: readonly string[]): Seen {
  const empty = needed.filter((name) => !places.some(([place, text]) => place.endsWith(name) && text.length > 0));
  if (empty.length > 0) return { came: 'not reached', words: `nothing was read of ${empty.join(', ')}` };
  const found = places.flatMap(([place, text]) => secretsIn(text, secrets).map((what) => `${what} in ${place}`));
  const looked = `${Object.keys(secrets).length} secrets in none of ${places.length} places`;
  return seenWhere(found.length === 0, 'kept out', looked, found.join('; '));
}

const canaryRow = (id: string, what: string, surface: Row['surface'], feed: Row['feed']): Row => ({
  id,
  what,
  surface,
  expected: 'kept out',
  feed,
});

export const CANARY_ROWS: readonly Row[] = [
  canaryRow(
    'own-canary-pages',
    'a secret in a page or an answer, those that say what went wrong included',
    'HTTP',
    async (world) => {
      const secrets = await secretsOf(world);
      const places = [...(await pagesAndAnswers(world)), ...(await errorsOf(world))];
      return nowhere(places, secrets, ['engineer /', 'admin /targets', 'manager /audit', 'no such page']);
    },
  ),
  canaryRow(
    'own-canary-files',
    'a secret in a PDF, a Markdown, an output or an export that somebody takes away',
    'report',
    async (world) => {
      const secrets = await secretsOf(world);
      return nowhere(await filesOf(world), secrets, ['the PDF', 'the Markdown', 'the output', 'the export']);
    },
  ),
  canaryRow('own-canary-frames', 'a secret in a frame of the stream', 'HTTP', async (world) => {
    const secrets = await secretsOf(world);
    const { run } = await world.rollback.finished();
    // Of what everybody hears: what is withheld from some keeps its number to itself.
    const { rows } = await world.store.query('select max(id)::text as newest from "Event" where "runId" = $1', [
      run.id,
    ]);
    const frames = await listen(world.address, '/api/stream?after=0', { cookie: world.as('manager').cookie }, (said) =>
      said.includes(`id: ${rows[0].newest}\n`),
    );
    return nowhere([['the stream', frames]], secrets, ['the stream']);
  }),
  canaryRow('own-canary-cookies', 'a secret in a cookie, as it is or decoded', 'sign-in', async (world) => {
    const secrets = await secretsOf(world);
    const lines = WHO.flatMap((who) => world.as(who).given);
    const open = lines.filter((line) => /session-token=[^;]/.test(line) && !/HttpOnly/i.test(line));
    if (open.length > 0) return { came: 'let through', words: 'a session that scripts of a page can read' };
    return nowhere(lines.map(cookiePlace), secrets, ['session-token', 'csrf-token']);
  }),
  canaryRow('own-canary-logs', 'a secret in a log, after all that was fed', 'HTTP', async (world) => {
    const secrets = await secretsOf(world);
    return nowhere(logsOf(world), secrets, ['web.log', 'worker.log']);
  }),
];

/** Every page and every answer of the product, by the list of its entry points, as those who see different things in them. */
async function pagesAndAnswers(world: World): Promise<Place[]> {
  const paths = await pathsOf(world);
  const places: Place[] = [];
  for (const who of ['engineer', 'admin', 'manager'] as const)
    for (const path of paths) {
      places.push([`${who} ${path}`, said(await world.as(who).get(path))]);
      // What a press inside the console asks for instead of the page.
      if (!path.startsWith('/api/'))
        places.push([`${who} ${path} (rsc)`, said(await world.as(who).get(path, { rsc: '1' }))]);
    }
  return places;
}

const said = ({ headers, text }: Answered) => `${JSON.stringify({ ...headers, 'set-cookie': '' })}\n${text}`;

/** Of what has a name in its address: the one of our own rollback, or one that there is none of. */
async function pathsOf(world: World): Promise<string[]> {
  const { code, run } = await world.rollback.finished();
  const { rows } = await world.store.query(
    'select (select id from "Approval" limit 1) as approval, (select hash from "RunbookVersion" limit 1) as hash',
  );
  const named: Readonly<Record<string, string>> = {
    'approvals/[id]': `approvals/${rows[0].approval}`,
    'incidents/[code]': `incidents/${code}`,
    'reports/[code]': `reports/${code}`,
    'steps/[id]': `steps/${run.steps[0]?.id}`,
    'targets/[key]': 'targets/hostile-canaries',
    'runbooks/[procedureKey]': 'runbooks/1.1',
    'kept/[hash]': `kept/${rows[0].hash}`,
  };
  const filled = (path: string) =>
    Object.entries(named)
      .reduce((text, [from, to]) => text.replace(from, to), path)
      .replaceAll(/\[[^\]]+\]/g, 'none');
  const pages = Object.keys(PAGES).map(
    (file) => `/${file.replace(/\([^)]*\)\//g, '').replace(/\/?(page|layout)\.tsx$/, '')}`,
  );
  const routes = Object.keys(ROUTES).flatMap((route) => /^GET (.*)$/.exec(route)?.[1] ?? []);
  // Streams do not end, and files are looked at by themselves.
  const read = routes.filter((path) => !/stream|pdf|download|nextauth/.test(path));
  return [...new Set([...pages, ...read].map(filled))];
}

/** What is said where something is wrong: no such page, no such thing, no action, a body that is none, nobody signed in. */
async function errorsOf(world: World): Promise<Place[]> {
  const { code } = await world.rollback.finished();
  const lead = world.as('lead');
  const asked: [string, Promise<Answered>][] = [
    ['no such page', lead.get('/there-is-no-such-page')],
    ['no such incident', lead.get('/incidents/NONE')],
    ['no such answer', lead.get('/api/incidents/NONE')],
    ['a number that is none', lead.get('/api/steps/NaN/output?before=-1')],
    ['a NUL', lead.get('/api/incidents/DB%00')],
    ['no action', callWith(lead, { id: NO_ID, page: '/' }, '[]')],
    ['a body that is none', callWith(lead, world.action('requestApproval'), '{"x":')],
    ['nobody', callWith(lead, world.action('requestApproval'), '[]', { cookie: '' })],
    ['elsewhere', callWith(lead, world.action('requestApproval'), '[]', { origin: 'http://evil.example' })],
    ['another method', lead.post(`/api/incidents/${code}`, '{}')],
    ['a wrong sign-in', lead.get('/sign-in?error=CredentialsSignin')],
  ];
  return Promise.all(asked.map(async ([name, answered]): Promise<Place> => [name, said(await answered)]));
}

async function filesOf(world: World): Promise<Place[]> {
  const { code, run } = await world.rollback.finished();
  const reader: Who = 'manager';
  const take = async (path: string) => {
    const answered = await world.as(reader).get(path);
    if (answered.status !== 200) throw new Error(`${path} answers ${answered.status}: ${answered.text.slice(0, 200)}`);
    return answered;
  };
  const { exportId } = value(await world.act<{ exportId: string }>(reader, 'exportAudit', { chain: '' }));
  const words = wordsOfPdf((await take(`/api/reports/${code}/pdf`)).bytes);
  return [
    // A line of a page ends where it is full.
    ['the PDF', `${words} ${words.replaceAll(/\s/g, '')}`],
    ['the Markdown', (await take(`/api/reports/${code}/markdown`)).text],
    ['the output', (await take(`/api/steps/${run.steps[0]?.id}/output/download`)).text],
    ['the export', (await take(`/api/audit/exports/${exportId}`)).text],
  ];
}

/** A cookie as it was given, without what it is there for: the session, encrypted. Its parts are read as well. */
function cookiePlace(line: string): Place {
  const [, name = '', held = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  const parts = held.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  const shown = name.endsWith('session-token') ? line.replace(held, 'a session') : line;
  return [name, `${shown} ${decodeURIComponent(shown)} ${parts.join(' ')}`];
}
