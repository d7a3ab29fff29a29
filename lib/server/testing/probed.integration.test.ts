import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { endpointSchema, type TargetFile } from '@/lib/contracts/target';
import { storeTarget } from '../targets/register-target';
import { probed, probedMended } from './probed';
import { registerTestTarget, targetFile } from './rollback';
import { openTestConsole, type TestConsole } from './test-console';

let at: TestConsole & { target: TargetFile };
let backend: Server;
/** How the backend answers one path of the two; the other is always well. */
let answers: { status: number; afterMs: number };
beforeEach(() => {
  answers = { status: 200, afterMs: 0 };
});

beforeAll(async () => {
  backend = createServer((request, response) => {
    const { status, afterMs } = request.url === '/orders' ? answers : { status: 200, afterMs: 0 };
    setTimeout(() => response.writeHead(status).end('{}'), afterMs);
  }).listen(0, '127.0.0.1');
  const base = await openTestConsole();
  const target = await registerTestTarget(base);
  const { port } = backend.address() as AddressInfo;
  const endpoints = ['health', 'orders'].map((key) =>
    endpointSchema.parse({ key, title: key, url: `http://127.0.0.1:${port}/${key}` }),
  );
  at = { ...base, target: targetFile(base, target, { endpoints }) };
  await storeTarget(at.target, null);
});
afterAll(async () => {
  await at?.close();
  backend.close();
});

it('sees that nothing is broken', async () => {
  expect(await probedMended(at)).toMatchObject({ errorRatePercent: 0, failing: [] });
});

it('sees that calls fail, how many and which, and nothing of it once they are well again', async () => {
  answers.status = 500;
  expect(await probed(at)).toMatchObject({ users: 'failing', errorRatePercent: 50, failing: ['orders'] });
  answers.status = 200;
  expect(await probedMended(at)).toMatchObject({ errorRatePercent: 0, failing: [] });
});

it('sees that calls are slow though none fails', async () => {
  answers.afterMs = 300;
  const seen = await probed(at, 2);
  expect(seen).toMatchObject({ users: 'slow', errorRatePercent: 0, failing: [] });
  expect(seen.slowdownPercent).toBeGreaterThan(300);
  await expect(probedMended(at, 100)).rejects.toThrow(/"users":"slow"/);
});

it('says what it saw last where nothing is mended', async () => {
  answers.status = 500;
  await expect(probedMended(at, 100)).rejects.toThrow(/to be mended; last seen: .*"failing":\["orders"\]/);
});
