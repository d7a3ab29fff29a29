import { z } from 'zod';

/** What people or probes can see of a system that is not well. */
export const signalKindSchema = z.enum([
  'data_corruption',
  'error_rate',
  'slowdown',
  'feature_failing',
  'minor_slowness',
]);
export type SignalKind = z.infer<typeof signalKindSchema>;
