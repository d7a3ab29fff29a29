import type { Endpoint } from '../lib/contracts/target';
import { fillNonce } from '../lib/domain/endpoint-nonce';
import { Refusal } from '../scripts/lib/refusal';
import { poll } from './poll';

export type ProbeResult = { key: string; isOk: boolean; durationMs: number; status?: number };

/** One for the whole process: a file can come down only under the name that it went up with. */
const NONCE = process.pid.toString(16);

async function call(template: Endpoint): Promise<{ status: number; body: Record<string, unknown> }> {
  const endpoint = fillNonce(template, NONCE);
  const response = await fetch(endpoint.url, {
    method: endpoint.method,
    headers: { 'content-type': 'application/json' },
    body: endpoint.body === undefined ? undefined : JSON.stringify(endpoint.body),
    signal: AbortSignal.timeout(endpoint.timeoutMs),
  });
  return { status: response.status, body: await response.json() };
}

/** Calls one endpoint once and judges the answer as the console would. */
export async function probe(template: Endpoint): Promise<ProbeResult> {
  const endpoint = fillNonce(template, NONCE);
  const started = performance.now();
  const answer = await call(endpoint).catch(() => undefined);
  const durationMs = performance.now() - started;
  if (answer === undefined) return { key: endpoint.key, isOk: false, durationMs };
  const wanted = Object.entries(endpoint.expectJson ?? {});
  const isOk = answer.status === endpoint.expectStatus && wanted.every(([name, value]) => answer.body[name] === value);
  return { key: endpoint.key, isOk, durationMs, status: answer.status };
}

/** Calls the probed endpoints one after the other, as many rounds as told. */
export async function probeRounds(endpoints: Endpoint[], rounds: number): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const endpoint of endpoints.filter((one) => one.isProbed)) results.push(await probe(endpoint));
  }
  return results;
}

/** The time within which 95 of 100 calls were answered. */
export function p95(durations: number[]): number {
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
}

/** Waits until the backend answers at all: with a bad deploy an error is an answer too. */
export async function waitUntilAnswering(endpoints: Endpoint[]): Promise<void> {
  const [first] = endpoints;
  const answers = async () => (await call(first as Endpoint).catch(() => undefined))?.body.status !== undefined;
  if (await poll(answers, 15_000)) return;
  throw new Refusal('the backend does not answer; see logs/replyx-backend.error.log in the sandbox folder');
}

/** Waits until every probed endpoint answers as it should. */
export async function waitUntilHealthy(endpoints: Endpoint[]): Promise<void> {
  const isHealthy = async () => (await probeRounds(endpoints, 1)).every((result) => result.isOk);
  if (await poll(isHealthy, 15_000)) return;
  throw new Refusal('the backend answers, but not every endpoint is healthy');
}
