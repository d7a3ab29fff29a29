import { readFile } from 'node:fs/promises';
import { compareBenchmarks, type MetricsChoice } from '@/lib/server/checks/compare-benchmarks';
import { command } from '../command';
import { usageError } from '../errors';
import { printComparison } from '../print/benchmark';
import { findTarget } from '../targets';

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

export const compare = command<{ before?: string; current?: string }>({
  name: 'compare',
  args: [['[target]', 'its key (default: the only one)']],
  about: 'Compare two sets of figures by the runbook’s thresholds',
  details: 'Each is a file that a benchmark wrote, or a benchmark’s id. Ends with 7 where something got worse.',
  options: (parser) =>
    parser
      .option('--before <file or id>', 'default: the target’s baseline')
      .option('--current <file or id>', 'default: the newest benchmark'),
  examples: [
    ['npx rollback compare', 'the newest benchmark against the baseline'],
    ['npx rollback compare --before pre_optimization_metrics.json --current current_metrics.json', 'two files'],
  ],
  run: async (at, [key], { before, current }) => {
    const targetKey = (await findTarget(at, key)).key;
    const input = { targetKey, before: await choose(before), current: await choose(current) };
    const value = await at.read((me) => compareBenchmarks(me, input));
    return {
      value,
      print: (screen) => printComparison(screen, value),
      exit: value.isRegression ? 'unwell' : 'ok',
    };
  },
});

async function choose(given: string | undefined): Promise<MetricsChoice> {
  if (!given) return null;
  if (ID.test(given)) return { benchmarkId: given };
  const text = await readFile(given, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usageError(`${given} cannot be read (${cause.code}).`, 'Name a file of figures, or the id of a benchmark.');
  });
  try {
    return { metrics: JSON.parse(text), words: given };
  } catch {
    throw usageError(`${given} is no JSON.`, 'Name a file of figures, as npx rollback benchmark -o writes it.');
  }
}
