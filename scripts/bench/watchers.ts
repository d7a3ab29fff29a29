import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { appendEvent } from '@/lib/server/audit/append-event';
import { db } from '@/lib/server/db';
import { judge } from './judge';
import { request } from './requests';
import type { Bench, BenchSetting, Row } from './row';
import { fillStore } from './scale-store/fill';
import { type BenchStore, type BenchWeb, openBenchStore, signIn, startWeb } from './webs';

const WATCHERS = 200;
const LIMIT_MS = 250;
const PATIENCE_MS = 30_000;

type Watcher = { heard: Map<string, number>; response: IncomingMessage };
const streams = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** A real HTTP client of an event stream; notes when which number came, and fails where one comes twice. */
function watch(address: string, headers: Record<string, string>): Promise<Watcher> {
  return new Promise((resolve, reject) => {
    get(address, { agent: streams, headers }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`the stream answered ${response.statusCode}`));
      const watcher: Watcher = { heard: new Map(), response };
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('id: ')) note(watcher, line.slice(4));
      });
      resolve(watcher);
    }).on('error', reject);
  });
}

function note({ heard }: Watcher, id: string): void {
  if (heard.has(id)) throw new Error(`a watcher heard event ${id} twice`);
  heard.set(id, performance.now());
}

/** Milliseconds from the call that makes something happen until the last watcher has it; throws where one misses it. */
async function timeOne(watchers: readonly Watcher[], happen: () => Promise<string>): Promise<number> {
  const begun = performance.now();
  const id = await happen();
  while (!watchers.every(({ heard }) => heard.has(id))) {
    if (performance.now() - begun > PATIENCE_MS) {
      const missing = watchers.filter(({ heard }) => !heard.has(id)).length;
      throw new Error(`${missing} of ${watchers.length} watchers missed event ${id}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Math.max(...watchers.map(({ heard }) => heard.get(id) as number)) - begun;
}

async function timeAll(watchers: readonly Watcher[], times: number, happen: () => Promise<string>): Promise<number[]> {
  for (let turn = 0; turn < 5; turn += 1) await timeOne(watchers, happen);
  const samples: number[] = [];
  for (let turn = 0; turn < times; turn += 1) samples.push(await timeOne(watchers, happen));
  return samples;
}

async function openWatchers(address: string, headersOf: () => Promise<Record<string, string>>): Promise<Watcher[]> {
  const watchers: Watcher[] = [];
  for (let at = 0; at < WATCHERS; at += 1) watchers.push(await watch(address, await headersOf()));
  return watchers;
}

async function measureWeb(
  store: BenchStore,
  web: BenchWeb,
  incident: Incident,
  { say, isQuick }: BenchSetting,
): Promise<number[]> {
  const watchers = await openWatchers(`${web.address}/api/stream`, () => signIn(store.people.engineer));
  const data = { subject: 'Update', body: 'We are on it.', kind: 'update' as const };
  const happen = async () => {
    const event = { type: 'message.drafted' as const, incidentId: incident.id, actor: store.people.engineer, data };
    return (await db().$transaction((tx) => appendEvent(tx, event))).id.toString();
  };
  try {
    const samples = await timeAll(watchers, isQuick ? 20 : 100, happen);
    say(await sayRefetch(store, web, incident, watchers, happen));
    return samples;
  } finally {
    for (const { response } of watchers) response.destroy();
  }
}

type Incident = { id: string; code: string };

/** What a browser does with the news: it reads the room once more. All of them in the same moment are two hundred rooms. */
async function sayRefetch(
  store: BenchStore,
  web: BenchWeb,
  { code }: Incident,
  watchers: readonly Watcher[],
  happen: () => Promise<string>,
): Promise<string> {
  const headers = await signIn(store.people.engineer);
  const agent = new Agent({ keepAlive: true, maxSockets: WATCHERS });
  const begun = performance.now();
  await timeOne(watchers, happen);
  const address = `${web.address}/api/incidents/${code}`;
  const answers = await Promise.all(watchers.map(() => request(address, headers, agent)));
  const tookMs = Math.round(performance.now() - begun);
  agent.destroy();
  if (answers.some(({ status }) => status !== 200)) throw new Error('a room was not answered');
  return `until all ${watchers.length} have also read the room again, asking in the same moment: ${tookMs} ms`;
}

/** The plainest that does the same: a notification of PostgreSQL, written to as many connections by one Node. */
async function measureFloor(storeUrl: string, times: number): Promise<number[]> {
  const [writer, listener] = [1, 2].map(() => new pg.Client({ connectionString: storeUrl })) as [pg.Client, pg.Client];
  await Promise.all([writer.connect(), listener.connect()]);
  const open = new Set<ServerResponse>();
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    open.add(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  listener.on('notification', ({ payload }) => {
    for (const response of open) response.write(`id: ${payload}\ndata: {}\n\n`);
  });
  await listener.query('LISTEN bench_floor');
  await writer.query('CREATE TABLE bench_floor (id bigserial)');
  const { port } = server.address() as AddressInfo;
  const watchers = await openWatchers(`http://127.0.0.1:${port}`, async () => ({}));
  try {
    return await timeAll(watchers, times, async () => {
      const { rows } = await writer.query(
        "WITH kept AS (INSERT INTO bench_floor DEFAULT VALUES RETURNING id) SELECT id, pg_notify('bench_floor', id::text) FROM kept",
      );
      return rows[0].id;
    });
  } finally {
    for (const { response } of watchers) response.destroy();
    server.close();
    await writer.query('DROP TABLE bench_floor');
    await Promise.all([writer.end(), listener.end()]);
  }
}

export const bench: Bench = {
  name: 'watchers',
  measure: async (at): Promise<Row[]> => {
    const store = await openBenchStore();
    try {
      const { open } = await fillStore(store.url, { incidents: 100, people: store.people });
      const incident = await db().incident.findUniqueOrThrow({
        where: { code: open[0] as string },
        select: { id: true, code: true },
      });
      const web = await startWeb(store);
      try {
        const samples = await measureWeb(store, web, incident, at);
        const floor = await measureFloor(store.url, at.isQuick ? 20 : 100);
        const row = judge({
          work: `${WATCHERS} watchers of one room: an event, until the last of them has it`,
          unit: 'ms',
          samples,
          floor,
          floorWork: 'a row and its notification, written to as many connections by a plain HTTP server',
          bounds: [{ figure: 'p99', limit: LIMIT_MS }],
        });
        return [row];
      } finally {
        await web.stop();
      }
    } finally {
      await store.close();
    }
  },
};
