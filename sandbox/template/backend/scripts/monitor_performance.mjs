// The same as monitor_performance.py, for hosts without Python.
const [baseUrl] = process.argv.slice(2);
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

for (;;) {
  await measure().catch((error) => console.error(`not measured: ${error.message}`));
  await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
}
