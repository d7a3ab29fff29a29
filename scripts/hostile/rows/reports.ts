import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../row';
import { seenWhere } from '../seen';
import { CANARY_SECRET, hostileTarget } from '../targets';
import type { World } from '../world';

const TAG = /<img\s+src=["']?x["']?\s+onerror|<script>alert\(1\)/i;

/** The pages and the file in which somebody reads what happened. */
async function read(world: World) {
  const { code, run } = await world.rollback.finished();
  const reader = world.as('manager');
  const [page, room, markdown, output] = await Promise.all(
    [
      `/reports/${code}`,
      `/incidents/${code}`,
      `/api/reports/${code}/markdown`,
      `/api/steps/${run.steps[0]?.id}/output/download`,
    ].map((path) => reader.get(path)),
  );
  if (!page || !room || !markdown || !output) throw new Error('not read');
  return { code, page, room, markdown, output };
}

export const REPORT_ROWS: readonly Row[] = [
  {
    id: '88',
    what: 'tags in what a step printed, in a title and in notes',
    surface: 'report',
    expected: 'I',
    async feed(world) {
      const { page, room, output } = await read(world);
      const isText =
        String(output.headers['content-type']).startsWith('text/plain') &&
        String(output.headers['content-disposition']).includes('attachment');
      const isHeld =
        !TAG.test(page.text) && !TAG.test(room.text) && page.status === 200 && room.status === 200 && isText;
      return seenWhere(
        isHeld,
        'I',
        `no tag in ${page.text.length + room.text.length} characters of pages; the output is ${output.headers['content-type']}, as a file`,
        `page ${TAG.exec(page.text)?.[0]}, room ${TAG.exec(room.text)?.[0]}, output ${output.status} ${output.headers['content-type']}`,
      );
    },
  },
  {
    id: '89',
    what: 'headings and fences in what people wrote',
    surface: 'report',
    expected: 'I',
    async feed(world) {
      const { markdown } = await read(world);
      const bad = markdown.text
        .split('\n')
        .filter((line) => /^\s{0,3}#{1,6}\s*(Heading|Approved by)|^\s{0,3}```\s*$/.test(line) || TAG.test(line));
      return seenWhere(
        markdown.status === 200 && bad.length === 0,
        'I',
        'no heading, fence or tag of theirs in the report',
        bad.join(' | '),
      );
    },
  },
  {
    id: '90',
    what: 'a formula in a cell',
    surface: 'report',
    expected: 'I',
    async feed(world) {
      const routes = Object.keys(JSON.parse(readFileSync('.next/server/app-paths-manifest.json', 'utf8')));
      const csv = routes
        .filter((route) => /csv/i.test(route))
        .map((route) => route.replace(/\/\([^)]*\)/g, '').replace(/\/(route|page)$/, ''));
      const asked = await Promise.all(csv.map((path) => world.as('admin').get(path)));
      const bad = asked.flatMap(({ text }) => text.split('\n').filter((line) => /(^|,)"?[=+@-]/.test(line)));
      return seenWhere(
        bad.length === 0,
        'I',
        csv.length === 0 ? 'no route writes cells' : `${csv.join()}: no cell is a formula`,
        bad.join(' | '),
      );
    },
  },
  {
    id: '91',
    what: 'an image that is elsewhere',
    surface: 'report',
    expected: 'I',
    async feed(world) {
      const { page, markdown } = await read(world);
      const policy = String(page.headers['content-security-policy']);
      const isFetched = /<img[^>]+src=["']?http/i.test(page.text) || /(^|[^\\])!\[[^\]]*\]\(http/.test(markdown.text);
      const isForbidden = /img-src 'self'/.test(policy);
      return seenWhere(
        !isFetched && isForbidden,
        'I',
        'no image is fetched, and the policy of the page would not let it',
        `page ${/<img[^>]+src=["']?http[^>]*/i.exec(page.text)?.[0]}; report ${/.?!\[[^\]]*\]\(http[^)]*/.exec(markdown.text)?.[0]}; ${policy}`,
      );
    },
  },
  {
    id: '92',
    what: 'a password in a connection that fails',
    surface: 'planning',
    expected: 'kept out',
    async feed(world) {
      const file = hostileTarget(world.sandbox, world.folder, 'hostile-down', {});
      const databaseUrl = `postgresql://someone:${CANARY_SECRET}@127.0.0.1:1/replyx`;
      const registered = await world.rollback.register({ ...file, databaseUrl });
      if (!registered?.ok) return { came: 'unanswered', words: JSON.stringify(registered) };
      const { run } = await world.rollback.planOn('hostile-down');
      const said = JSON.stringify(run);
      const places = await placesOf(world, CANARY_SECRET);
      const failed = run.preflight?.findings.find(({ verdict }) => verdict === 'block')?.sentence;
      return seenWhere(
        !said.includes(CANARY_SECRET) && places.length === 0 && Boolean(failed),
        'kept out',
        failed ?? '',
        `found in ${places.join(', ')} ${said.includes(CANARY_SECRET) ? 'and the plan' : ''}; ${failed}`,
      );
    },
  },
  {
    id: '93',
    what: 'a report while the run is under way',
    surface: 'report',
    expected: 'I',
    async feed(world) {
      const { reportMeanwhile } = await world.rollback.started();
      const [first = ''] = reportMeanwhile.split('\n');
      return seenWhere(/partial/i.test(first), 'I', first);
    },
  },
];

/** Where a text is found that belongs nowhere: in the events, the plans and outputs, and in every log. */
async function placesOf(world: World, text: string): Promise<string[]> {
  const found: string[] = [];
  const { rows } = await world.store.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  for (const { name } of rows) {
    const { rows: hits } = await world.store.query(
      `select count(*)::int as count from "${name}" t where t::text like '%' || $1 || '%'`,
      [text],
    );
    if (hits[0].count > 0) found.push(`the table ${name}`);
  }
  for (const name of readdirSync(world.dataDir, { recursive: true, encoding: 'utf8' }))
    if (/\.log(\.\d+)?$/.test(name) && readFileSync(join(world.dataDir, name), 'utf8').includes(text)) found.push(name);
  return found;
}
