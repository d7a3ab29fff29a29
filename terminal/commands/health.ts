import { notFound } from '@/lib/domain/errors';
import { listTargets } from '@/lib/server/targets/list-targets';
import { command } from '../command';
import { toHealth } from '../health-shapes';
import { printHealth } from '../print/health';

export const health = command({
  name: 'health',
  args: [['[target]', 'its key; without it, every target']],
  about: 'How the targets are, by the prober: failing calls and latency against the baseline',
  details: 'Ends with 7 where a target is unwell, or where the prober has seen nothing in the last seconds.',
  examples: [
    ['npx rollback health', 'every target'],
    ['npx rollback health replyx-production --json', 'one, for a script'],
  ],
  run: async (at, [key]) => {
    const { targets } = await at.read(listTargets);
    const value = targets.filter((target) => !key || target.key === key).map(toHealth);
    if (key && value.length === 0) throw notFound('target');
    return {
      value,
      print: (screen) => printHealth(screen, value),
      exit: value.every((target) => target.isWell) ? 'ok' : 'unwell',
    };
  },
});
