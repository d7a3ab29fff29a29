import { z } from 'zod';
import { environmentSchema } from '@/lib/contracts/target';
import type { TargetView } from '@/lib/contracts/views';
import { isHealthy } from '@/lib/domain/health';

/** How `--json` prints the health of a target; the same promises as shapes.ts. */
export const healthShape = z.strictObject({
  target: z.string(),
  name: z.string(),
  environment: environmentSchema,
  /** Null where the prober has seen nothing in its newest window. */
  isWell: z.boolean().nullable(),
  errorRatePercent: z.number().nullable(),
  p95Ms: z.number().nullable(),
  slowdownPercent: z.number().nullable(),
  baselineErrorRatePercent: z.number(),
  baselineP95Ms: z.number(),
  calls: z.int(),
  measuredAt: z.iso.datetime().nullable(),
  failing: z.array(z.strictObject({ endpoint: z.string(), sentence: z.string() })),
});

export function toHealth({ key, name, environment, health }: TargetView): z.infer<typeof healthShape> {
  const { errorRatePercent, p95Ms, slowdownPercent, baselineErrorRatePercent, baselineP95Ms, calls, measuredAt } =
    health;
  const baseline = { errorRatePercent: baselineErrorRatePercent, p95Ms: baselineP95Ms };
  return {
    target: key,
    name,
    environment,
    isWell: errorRatePercent === null || p95Ms === null ? null : isHealthy({ errorRatePercent, p95Ms }, baseline),
    errorRatePercent,
    p95Ms,
    slowdownPercent,
    baselineErrorRatePercent,
    baselineP95Ms,
    calls,
    measuredAt,
    failing: health.failingEndpoints.map(({ endpoint, sentence }) => ({ endpoint, sentence })),
  };
}
