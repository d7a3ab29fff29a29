import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyChain } from '@/lib/server/audit/event-chain';
import { readEvents } from '@/lib/server/audit/read-events';
import { eventStream } from '@/lib/server/event-stream';
import { closeNews } from '@/lib/server/news-hub';
import { startSession } from '@/lib/server/testing/session';
import { until } from '@/lib/server/testing/until';
import { approveTrial, type Bay, finish, openBays, pidsOf, start, type Trial } from '../bay';
import { judge, settled } from '../judge';
import { openProxy, portOf, through } from '../proxy';
import type { FaultContext, FaultRow } from '../row';
import { blame, expectThat, note } from '../tally';
import { keepWorkers, startFaultWorker } from '../workers';
import { expectGone } from './worker';

/** As a person does whose press was answered by an error: looks, and presses again. */
async function insist<T>(act: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(300);
    }
  }
}

/** However quick the runs are, this often the store is disturbed under them. */
const FEWEST_SHOTS = 2;

/**
 * Runs one after the other on several targets while something is done to the store, each judged when it has settled; more
 * of them than asked for, where they are over before `disturb` has told of `FEWEST_SHOTS`. Returns how many there were.
 */
export async function underFire(
  context: FaultContext,
  disturb: (isOver: () => boolean, onShot: () => void) => Promise<void>,
): Promise<number> {
  const { at, tally, trials } = context;
  const bays = await openBays(at, 5);
  const crew = await keepWorkers(2);
  const done: Trial[] = [];
  let left = trials;
  let isOver = false;
  let shots = 0;
  // What breaks in it is told once the runs have settled, or have not because of it.
  const fire = disturb(
    () => isOver,
    () => {
      shots += 1;
    },
  ).catch((error: unknown) => {
    blame(tally, 'misclassified', `the disturbance itself broke: ${error}`);
    shots = FEWEST_SHOTS;
  });
  const drive = async (bay: Bay) => {
    while (left-- > 0 || shots < FEWEST_SHOTS) {
      const trial = await insist(() => approveTrial(at, bay, '9.1'));
      await insist(async () => {
        // An answer that got lost: the run may have been started all the same.
        if ((await trial.load()).state === 'approved') await start(at, trial);
      });
      await insist(() => judgeOnce(context, trial));
      await insist(() => finish(at, trial));
      done.push(trial);
    }
  };
  await Promise.all(bays.map(drive));
  isOver = true;
  await fire;
  await crew.stop();
  for (const bay of bays) {
    const verdict = verifyChain(await readEvents(bay.incidentId));
    if (!verdict.isWhole) blame(tally, 'misclassified', `the chain of ${bay.incidentCode}: ${verdict.because}`);
  }
  return shots;
}

/** Nothing is counted of a judgement that the store broke off. */
async function judgeOnce({ at, tally }: FaultContext, trial: Trial): Promise<void> {
  await settled(at, trial);
  await trial.load();
  await judge(at, tally, trial);
}

async function auditFails(context: FaultContext): Promise<void> {
  const { at, tally, random } = context;
  await at.store.query(`CREATE FUNCTION fault_audit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no event can be written'; END $$`);
  const bays = await openBays(at, Math.min(5, context.trials));
  const crew = await keepWorkers(1);
  for (let left = context.trials; left > 0; left -= bays.length) {
    const isBefore = random() < 0.5;
    const which = isBefore ? `NEW."type" = 'step.started'` : `NEW."type" LIKE 'step.%'`;
    const breakAudit = () =>
      at.store.query(
        `CREATE TRIGGER fault_audit BEFORE INSERT ON "Event" FOR EACH ROW WHEN (${which}) EXECUTE FUNCTION fault_audit()`,
      );
    const trials: Trial[] = [];
    for (const bay of bays.slice(0, left)) trials.push(await approveTrial(at, bay, isBefore ? '9.1' : '9.8'));
    if (isBefore) await breakAudit();
    for (const trial of trials) await start(at, trial);
    if (!isBefore) {
      await until('the effects', () => trials.every((trial) => trial.effects('first') === 1), 60_000);
      await breakAudit();
    }
    await sleep(4_000);
    for (const trial of trials) {
      const [first, second] = [await trial.step(0), await trial.step(1)];
      const wanted = isBefore ? 'ready' : 'running';
      expectThat(tally, first.state === wanted, `without audit the step is ${first.state} and not ${wanted}`);
      const effects = [trial.effects('first'), trial.effects('second'), second.epoch];
      expectThat(tally, `${effects}` === `${isBefore ? 0 : 1},0,0`, `without audit there are effects: ${effects}`);
    }
    await at.store.query('DROP TRIGGER fault_audit ON "Event"');
    for (const trial of trials) {
      await judge(at, tally, trial);
      const { state } = await trial.load();
      expectThat(tally, state === 'succeeded', `once it can be audited again the run is ${state}`);
      await finish(at, trial);
    }
  }
  await crew.stop();
}

/** The line between a worker and its store goes dead without a word, while a step of it runs. */
async function halfOpenStore(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  const bays = await openBays(at, Math.min(3, context.trials));
  for (let left = context.trials; left > 0; left -= bays.length) {
    const now = bays.slice(0, left);
    const proxy = await openProxy(portOf(at.storeUrl));
    const lonely = await startFaultWorker({ environment: { DATABASE_URL: through(at.storeUrl, proxy.port) } });
    const trials: Trial[] = [];
    for (const bay of now) trials.push(await approveTrial(at, bay, '9.2'));
    for (const trial of trials) await start(at, trial);
    await until('the effects', () => now.every((bay) => pidsOf(bay).length === 2), 60_000);
    const pids = now.flatMap(pidsOf);
    proxy.set('frozen');
    const begun = performance.now();
    const crew = await keepWorkers(1);
    const code = await Promise.race([lonely.ended, sleep(60_000, 'still running')]);
    const tookMs = performance.now() - begun;
    note(tally, 'until it ended, ms', tookMs);
    expectThat(tally, code === 70 && tookMs <= 15_000, `it ended with ${code} after ${Math.round(tookMs)} ms`);
    await expectGone(context, pids, 5_000, 'what it had started');
    for (const trial of trials) {
      await judge(at, tally, trial);
      const { state } = await trial.step(0);
      expectThat(tally, state === 'unknown', `its step is ${state}`);
      await finish(at, trial);
    }
    await crew.stop();
    proxy.close();
  }
}

/** Browsers that lose their connection again and again while events come; each has to have seen each of them once. */
async function reconnects(context: FaultContext): Promise<void> {
  const { at, tally, random } = context;
  const sessionId = await startSession(at.people.engineer.id);
  const server = createServer(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const after = BigInt(String(request.headers['last-event-id'] ?? '0'));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const reader = (await eventStream({ after, signal: gone.signal, sessionId })).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) response.write(next.value);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const [bay] = (await openBays(at, 1)) as [Bay];
  const crew = await keepWorkers(1);
  let isOver = false;
  const watchers = Array.from({ length: context.trials }, () => watch(url, () => isOver, random));
  for (let turn = 0; turn < 4; turn += 1) {
    const trial = await approveTrial(at, bay, '9.1');
    await start(at, trial);
    await settled(at, trial);
    await finish(at, trial);
  }
  await crew.stop();
  const { rows } = await at.store.query('select "id"::text as id from "Event" order by "id"');
  const wanted = rows.map((row) => row.id as string);
  const last = wanted.at(-1);
  await until('the browsers to be up to date', () => watchers.every((one) => one.ids.at(-1) === last), 60_000).catch(
    () => undefined,
  );
  isOver = true;
  for (const { ids, stop } of watchers) {
    tally.trials += 1;
    await stop();
    if (new Set(ids).size !== ids.length)
      blame(tally, 'doubled', `a browser heard ${ids.length - new Set(ids).size} twice`);
    const missed = wanted.filter((id) => !ids.includes(id));
    if (missed.length > 0) blame(tally, 'lost', `a browser missed ${missed.length} of ${wanted.length} events`);
    expectThat(tally, `${ids}` === `${[...ids].sort((a, b) => Number(a) - Number(b))}`, 'they came out of order');
  }
  server.closeAllConnections();
  server.close();
  await closeNews();
}

function watch(url: string, isOver: () => boolean, random: () => number) {
  const ids: string[] = [];
  let gone = new AbortController();
  const listen = async () => {
    while (!isOver()) {
      gone = new AbortController();
      const hangUp = setTimeout(() => gone.abort(), 200 + random() * 1_300);
      await read(url, ids, gone.signal).catch(() => undefined);
      clearTimeout(hangUp);
    }
  };
  const listening = listen();
  const stop = () => {
    gone.abort();
    return listening;
  };
  return { ids, stop };
}

/** As a browser's EventSource: whole messages only, and the last id is told when it comes again. */
async function read(url: string, ids: string[], signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal, headers: { 'last-event-id': ids.at(-1) ?? '0' } });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const messages = text.split('\n\n');
    text = messages.pop() as string;
    for (const message of messages) {
      const id = /^id: (\d+)$/m.exec(message)?.[1];
      if (id) ids.push(id);
    }
  }
}

export const STORES: FaultRow[] = [
  {
    name: 'audit insert fails',
    promise: 'no effect without its record; what ran is recorded once it can be, and nothing after it begins before',
    trials: { short: 5, normal: 30, long: 100 },
    run: auditFails,
  },
  {
    name: 'half-open line to the store',
    promise: 'the worker ends with its lease, within 15 s, and with it what it had started',
    trials: { short: 3, normal: 9, long: 30 },
    hasDefaults: true,
    run: halfOpenStore,
  },
  {
    name: 'browser reconnects',
    promise: 'each event once, in order, whatever the connection did',
    standIn: 'a plain HTTP server around the web’s own stream, and a reader instead of a browser',
    trials: { short: 5, normal: 30, long: 100 },
    run: reconnects,
  },
];
