import { readFileSync, writeFileSync } from 'node:fs';
import type { Endpoint, Inventory } from '../lib/contracts/target';
import type { SandboxPaths } from './paths';
import { type ProbeResult, p95, probeRounds } from './probe';

const WARM_UP_ROUNDS = 5;
const ROUNDS = 20;

/** Below this a busy machine's own jitter would look like an incident. */
const LEAST_P95_MS = 60;

type StoredBaseline = Inventory['baseline'] & { endpoints: Record<string, { p95Ms: number }> };

const rounded = (value: number) => Math.round(value * 10) / 10;
const p95Of = (results: ProbeResult[]) => rounded(p95(results.map((result) => result.durationMs)));

function summarise(results: ProbeResult[], queries: StoredBaseline['queries']): StoredBaseline {
  const keys = [...new Set(results.map((result) => result.key))];
  const perEndpoint = keys.map((key) => [key, { p95Ms: p95Of(results.filter((result) => result.key === key)) }]);
  return {
    errorRatePercent: rounded((100 * results.filter((result) => !result.isOk).length) / results.length),
    p95Ms: Math.max(LEAST_P95_MS, p95Of(results)),
    measuredAt: new Date().toISOString(),
    endpoints: Object.fromEntries(perEndpoint),
    queries,
  };
}

const readStored = (paths: SandboxPaths) => JSON.parse(readFileSync(paths.baseline, 'utf8')) as StoredBaseline;

/** Keeps how long the runbook's queries took before the optimisation; the endpoints' figures come to it later. */
export function keepQueryBaseline(paths: SandboxPaths, queries: StoredBaseline['queries']): void {
  writeFileSync(paths.baseline, `${JSON.stringify({ queries }, null, 2)}\n`);
}

/** Measures the healthy, warm backend and keeps the figures beside the backup. */
export async function measureBaseline(paths: SandboxPaths, endpoints: Endpoint[]): Promise<void> {
  await probeRounds(endpoints, WARM_UP_ROUNDS);
  const { queries } = readStored(paths);
  const baseline = summarise(await probeRounds(endpoints, ROUNDS), queries);
  writeFileSync(paths.baseline, `${JSON.stringify(baseline, null, 2)}\n`);
}

/** The baseline in the form the inventory has it. */
export function readBaseline(paths: SandboxPaths): Inventory['baseline'] {
  const { errorRatePercent, p95Ms, measuredAt, queries } = readStored(paths);
  return { errorRatePercent, p95Ms, measuredAt, queries };
}
