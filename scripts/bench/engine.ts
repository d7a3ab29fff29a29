import { type BenchConsole, openBenchConsole } from './console';
import { timeBash, timeConnections, timeNews } from './floors';
import { judge } from './judge';
import type { Bench, BenchSetting, Row } from './row';
import { PROCEDURES } from './runbook';
import { approveRun, approveRuns, readSpan, type Span, startAll, timeApproval } from './runs';

const AT_ONCE = 20;
const FROM_TO = 'from the first claim to the recorded end';

/** How fast the engine claims, acts and records, with the real worker on a durable store. */
export const bench: Bench = {
  name: 'engine',
  async measure(at) {
    const console = await openBenchConsole(AT_ONCE);
    try {
      return [
        await measureCommands(console, at),
        await measureSelects(console, at),
        await measureMany(console, at),
        await measureStart(console, at),
      ];
    } finally {
      await console.close();
    }
  },
};

async function measureCommands(console: BenchConsole, at: BenchSetting): Promise<Row> {
  at.say('10 command steps');
  const floor: number[] = [];
  const samples = await timeRuns(console, PROCEDURES.commands, at, async () => void floor.push(await timeBash()));
  return judge({
    work: `10 command steps (true), each claimed, recorded, audited; ${FROM_TO}`,
    unit: 'ms',
    samples,
    floor,
    floorWork: 'the same ten processes from a bash script, from its start to its end',
    bounds: [
      { figure: 'median', limit: 60 },
      { figure: 'floors', limit: 3.5 },
    ],
  });
}

async function measureSelects(console: BenchConsole, at: BenchSetting): Promise<Row> {
  at.say('10 SQL steps');
  const floor: number[] = [];
  const url = console.targets[0]?.databaseUrl as string;
  const samples = await timeRuns(
    console,
    PROCEDURES.selects,
    at,
    async () => void floor.push(await timeConnections(url)),
  );
  return judge({
    work: `10 SQL steps (select 1), each claimed, recorded, audited; ${FROM_TO}`,
    unit: 'ms',
    samples,
    floor,
    floorWork: 'the same ten statements by node-postgres, a connection each',
    bounds: [{ figure: 'median', limit: 30 }],
  });
}

/** A run a sample; `beside` measures the floor right after each, so that both see the machine as it is then. */
async function timeRuns(console: BenchConsole, key: string, { isQuick }: BenchSetting, beside: () => Promise<void>) {
  const target = console.targets[0] as BenchConsole['targets'][number];
  const samples: number[] = [];
  const warmUp = 3;
  for (let turn = 0; turn < warmUp + (isQuick ? 7 : 25); turn += 1) {
    const run = await approveRun(console, target, key);
    await startAll(console, [run]);
    const tookMs = lengthOf([await readSpan(run.runId)]);
    if (turn < warmUp) continue;
    samples.push(tookMs);
    await beside();
  }
  return samples;
}

async function measureMany(console: BenchConsole, { say, isQuick }: BenchSetting): Promise<Row> {
  say(`${AT_ONCE} runs at once`);
  const samples: number[] = [];
  for (let turn = 0; turn < 1 + (isQuick ? 7 : 10); turn += 1) {
    const runs = await approveRuns(console, console.targets, PROCEDURES.selects);
    await startAll(console, runs);
    const spans = await Promise.all(runs.map(({ runId }) => readSpan(runId)));
    if (turn > 0) samples.push((1000 * AT_ONCE) / lengthOf(spans));
  }
  return judge({
    work: `${AT_ONCE} such runs at once, on ${AT_ONCE} targets; from the first claim to the last end`,
    unit: 'runs/s',
    samples,
    floor: [],
    floorWork: '',
    bounds: [{ figure: 'median', limit: 25 }],
  });
}

const lengthOf = (spans: readonly Span[]) =>
  Math.max(...spans.map(({ to }) => to.getTime())) - Math.min(...spans.map(({ from }) => from.getTime()));

async function measureStart(console: BenchConsole, { say, isQuick }: BenchSetting): Promise<Row> {
  say('from the approval to the first step');
  const target = console.targets[0] as BenchConsole['targets'][number];
  const samples: number[] = [];
  for (let turn = 0; turn < 3 + (isQuick ? 7 : 30); turn += 1) {
    const tookMs = await timeApproval(console, target, PROCEDURES.commands);
    if (turn >= 3) samples.push(tookMs);
  }
  return judge({
    work: 'approval of an armed run clicked → next step started, until a web has heard of it',
    unit: 'ms',
    samples,
    floor: await timeNews(console.storeUrl, samples.length),
    floorWork: 'one durable row and its notification by node-postgres',
    bounds: [
      { figure: 'median', limit: 50 },
      { figure: 'p99', limit: 150 },
    ],
  });
}
