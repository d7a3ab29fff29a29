import type { z } from 'zod';
import { formatPercent } from '@/lib/domain/signals';
import type { healthShape } from '../health-shapes';
import type { Screen } from '../screen';
import { relativeWords } from './words';

export function printHealth(screen: Screen, targets: readonly z.infer<typeof healthShape>[]): void {
  if (targets.length === 0) screen.line('No target is registered yet.');
  for (const it of targets) {
    const verdict =
      it.isWell === null
        ? (['yellow', 'not known'] as const)
        : it.isWell
          ? (['green', 'well'] as const)
          : (['red', 'UNWELL'] as const);
    screen.line(['bold', it.name], ` (${it.target}, ${it.environment}): `, verdict);
    if (it.errorRatePercent === null || it.p95Ms === null)
      screen.line(
        `  The prober has no answer from the last seconds${it.measuredAt ? `; the newest is from ${relativeWords(it.measuredAt)}` : ''}.`,
      );
    else
      screen.line(
        `  ${formatPercent(it.errorRatePercent)} of ${it.calls} calls fail (usual ${formatPercent(it.baselineErrorRatePercent)}), `,
        `p95 ${Math.round(it.p95Ms)} ms (usual ${Math.round(it.baselineP95Ms)} ms)`,
      );
    for (const { endpoint, sentence } of it.failing) screen.line(['red', `  ${endpoint}: `], sentence);
  }
}
