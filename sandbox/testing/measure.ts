import type { Endpoint } from '../../lib/contracts/target';
import { type ProbeResult, p95, probe } from '../probe';

/** Calls the probed endpoints as the console's prober does: all at once, round after round. */
export async function measure(endpoints: Endpoint[], rounds: number) {
  const results: ProbeResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push(...(await Promise.all(endpoints.filter((one) => one.isProbed).map(probe))));
  }
  const keysOf = (some: ProbeResult[]) => [...new Set(some.map((result) => result.key))].sort();
  const failed = results.filter((result) => !result.isOk);
  return {
    failedPercent: (100 * failed.length) / results.length,
    p95Ms: p95(results.map((result) => result.durationMs)),
    failing: keysOf(failed),
    /** Endpoints whose every call took longer than that. */
    slowerThan: (ms: number) => keysOf(results.filter((r) => everyCall(results, r.key, ms))),
  };
}

const everyCall = (results: ProbeResult[], key: string, ms: number) =>
  results.filter((result) => result.key === key).every((result) => result.durationMs > ms);
