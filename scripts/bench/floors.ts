// The plainest programs that do the same: what the machine itself takes.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

const TEN_PROCESSES = 'for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done';

/** Ten processes one after the other from a bash script, from its start to its end. */
export async function timeBash(): Promise<number> {
  const begun = performance.now();
  await run('bash', ['-c', TEN_PROCESSES]);
  return performance.now() - begun;
}

/** Ten statements by node-postgres, each on a connection of its own. */
export async function timeConnections(databaseUrl: string): Promise<number> {
  const begun = performance.now();
  for (let at = 0; at < 10; at += 1) {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('select 1');
    await client.end();
  }
  return performance.now() - begun;
}

/** One durable row and one notification, until another connection has heard of it. */
export async function timeNews(storeUrl: string, times: number): Promise<number[]> {
  const [writer, listener] = [1, 2].map(() => new pg.Client({ connectionString: storeUrl })) as [pg.Client, pg.Client];
  await Promise.all([writer.connect(), listener.connect()]);
  try {
    await listener.query('LISTEN bench_floor');
    await writer.query('CREATE TABLE IF NOT EXISTS bench_floor (at timestamptz)');
    const samples: number[] = [];
    for (let at = 0; at < times; at += 1) samples.push(await timeOneNews(writer, listener));
    await writer.query('DROP TABLE bench_floor');
    return samples;
  } finally {
    await Promise.all([writer.end(), listener.end()]);
  }
}

async function timeOneNews(writer: pg.Client, listener: pg.Client): Promise<number> {
  const begun = performance.now();
  const heard = new Promise<number>((resolve) => listener.once('notification', () => resolve(performance.now())));
  await writer.query("WITH kept AS (INSERT INTO bench_floor VALUES (now())) SELECT pg_notify('bench_floor', '')");
  return (await heard) - begun;
}
