import { Option } from 'commander';
import type { BenchmarkView } from '@/lib/contracts/benchmark';
import { benchmarkSchema, keepBaselineSchema, startBenchmarkSchema } from '@/lib/contracts/inputs';
import { conflict } from '@/lib/domain/errors';
import { clockWords } from '@/lib/domain/words';
import { cancelBenchmark, keepBaseline, startBenchmark } from '@/lib/server/checks/ask-benchmark';
import { getBenchmark, getBenchmarksView } from '@/lib/server/checks/get-benchmarks-view';
import { type Answer, command } from '../command';
import { printComparison, printFigures } from '../print/benchmark';
import { saveText } from '../save-text';
import { findTarget } from '../targets';
import type { Terminal } from '../terminal';

/** Beyond its own time: a worker takes it up, warms up, and writes it down. */
const GRACE_MS = 2 * 60_000;
type Options = {
  duration?: string;
  incident?: string;
  keep?: boolean;
  output?: string;
  force?: boolean;
  stop?: boolean;
};

export const benchmark = command<Options>({
  name: 'benchmark',
  args: [['[target]', 'its key (default: the only one)']],
  about: 'Time the runbook’s queries on a target, and compare them with the baseline',
  details:
    'The queries only read. Users may notice the load. Ends with 7 where it failed, or where something got worse.',
  options: (parser) =>
    parser
      .option('--duration <time>', 'such as 10 (minutes), 10m or 30s (default: the runbook’s)')
      .option('--incident <code>', 'the open incident that it belongs to')
      .option('--keep', 'keep it as the baseline that later ones are compared with')
      .option('-o, --output <file>', 'write its figures there, for npx rollback compare')
      .option('--force', 'replace the file if it is there')
      .addOption(new Option('--stop', 'stop the one that waits or runs').conflicts(['duration', 'keep', 'output'])),
  examples: [
    ['npx rollback benchmark --duration 10 -o current_metrics.json', 'ten minutes on the only target'],
    ['npx rollback benchmark replyx-production --duration 30s --keep', 'a new baseline'],
  ],
  run: async (at, [key], options) => {
    const target = (await findTarget(at, key)).key;
    const view = await at.read((me) => getBenchmarksView(me, target));
    if (options.stop) return stop(at, view.running);
    const { benchmarkId } = await at.act(
      startBenchmarkSchema,
      { targetKey: target, incidentCode: options.incident, duration: options.duration ?? `${view.defaultMinutes}m` },
      startBenchmark,
    );
    const done = await untilDone(at, benchmarkId);
    if (options.keep && done.state === 'done')
      await at.act(keepBaselineSchema, { benchmarkId, isKept: true }, keepBaseline);
    if (options.output && done.state === 'done') await saveText(options.output, metricsText(done), options.force);
    return answer(at, target, benchmarkId);
  },
});

async function untilDone(at: Terminal, id: string): Promise<BenchmarkView> {
  const first = await at.read((me) => getBenchmark(me, id), 'benchmark');
  const look = async () => {
    const seen = await at.read((me) => getBenchmark(me, id), 'benchmark');
    const since = seen.startedAt ? clockWords(Date.now() - Date.parse(seen.startedAt)) : 'waits for a worker';
    at.screen.progress(`Measuring: ${since} of ${clockWords(seen.durationMs + seen.warmUpMs)}`);
    return seen;
  };
  const done = await at.until(look, ({ state }) => state !== 'queued' && state !== 'running', {
    timeoutMs: first.durationMs + first.warmUpMs + GRACE_MS,
    what: 'The benchmark',
  });
  at.screen.clear();
  return done;
}

async function answer(at: Terminal, target: string, id: string): Promise<Answer> {
  const [done, { comparison, baseline }] = await Promise.all([
    at.read((me) => getBenchmark(me, id), 'benchmark'),
    at.read((me) => getBenchmarksView(me, target)),
  ]);
  const { state, isBaseline, durationMs, warmUpMs, startedAt, finishedAt, queries, error } = done;
  const compared = state === 'done' && !isBaseline ? comparison : null;
  return {
    value: {
      ...{ id, target, state, isBaseline, durationMs, warmUpMs, startedAt, finishedAt, error },
      queries: Object.fromEntries(queries.map(({ key, figures }) => [key, figures])),
      comparison: compared,
    },
    print: (screen) => {
      printFigures(screen, done);
      if (compared) printComparison(screen, compared);
      else if (!baseline) screen.line('There is no baseline to compare with; --keep makes this one it.');
      else if (isBaseline) screen.line('Kept as the baseline.');
    },
    exit: state === 'done' && !compared?.isRegression ? 'ok' : 'unwell',
  };
}

async function stop(at: Terminal, running: BenchmarkView | null): Promise<Answer> {
  if (!running) throw conflict('No benchmark waits or runs on this target; nothing was changed.');
  await at.act(benchmarkSchema, { benchmarkId: running.id }, cancelBenchmark);
  const { state } = await untilDone(at, running.id);
  return {
    value: { id: running.id, state },
    print: (screen) =>
      screen.line(state === 'cancelled' ? 'It was stopped; its figures are not kept.' : 'It had ended before that.'),
    exit: state === 'cancelled' ? 'ok' : 'unwell',
  };
}

/** As npx rollback compare and a target's file take figures. */
function metricsText({ finishedAt, askedAt, queries }: BenchmarkView): string {
  const figures = Object.fromEntries(queries.map(({ key, figures: of }) => [key, of]));
  return `${JSON.stringify({ measuredAt: finishedAt ?? askedAt, queries: figures }, null, 2)}\n`;
}
