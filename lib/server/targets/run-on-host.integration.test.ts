import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '@/lib/contracts/target';
import { stopSpawner } from './execute-command';
import type { ReachableTarget } from './get-target';
import { runOnHost } from './run-on-host';
import { noSshd, sshdPath, startSshServer, type TestSshServer } from './ssh-server.fixture';

const SECRET = 'canary-pä$$word-7f3a';
const bytes = Buffer.from(SECRET);
if (!sshdPath) console.warn(noSshd);

/** For every byte of the secret: prints what is before it, pauses so that it is mostly read by itself, and prints the rest. */
const PROGRAM = `
const secret = Buffer.from(process.argv[2], 'hex');
const to = process[process.argv[3]];
for (let cut = 0; cut <= secret.length; cut += 1) {
  to.write(Buffer.concat([Buffer.from('cut ' + cut + ': '), secret.subarray(0, cut)]));
  await new Promise((next) => setTimeout(next, 40));
  to.write(Buffer.concat([secret.subarray(cut), Buffer.from('.\\n')]));
}`;

let folder: string;
let server: TestSshServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-on-host-'));
  await writeFile(join(folder, 'split.mjs'), PROGRAM);
  if (sshdPath) server = await startSshServer();
});
afterAll(async () => {
  await stopSpawner();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

function targetOn(host: Host): ReachableTarget {
  const databaseUrl = `postgresql://app:${encodeURIComponent(SECRET)}@127.0.0.1:5432/app`;
  const sshKey = server?.credentials.privateKey ?? null;
  return { databaseUrl, sshKey, inventory: { hosts: [host] } } as unknown as ReachableTarget;
}

async function printSplit(host: Host, stream: 'stdout' | 'stderr') {
  const seen: string[] = [];
  const argv = [process.execPath, join(folder, 'split.mjs'), bytes.toString('hex'), stream];
  const options = {
    timeoutMs: 30_000,
    tag: `split-${process.pid}-${host.kind}-${stream}`,
    onOutput: (_: string, text: string) => seen.push(text),
  };
  const result = await runOnHost(targetOn(host), { host: host.key, argv }, options);
  return { result, seen, whole: seen.join('') };
}

const everyCut = Array.from({ length: bytes.length + 1 }, (_, cut) => `cut ${cut}: ••••••.\n`).join('');

describe.each(['stdout', 'stderr'] as const)('a secret on %s, cut at every byte', (stream) => {
  it('is masked in what is shown and in the result, on this host', async () => {
    const { result, seen, whole } = await printSplit({ key: 'here', kind: 'local' }, stream);
    expect(whole).toBe(everyCut);
    expect(result[stream]).toBe(everyCut);
    // It did come in pieces, or nothing was cut.
    expect(seen.length).toBeGreaterThan(bytes.length);
  });

  it.skipIf(!sshdPath)('is masked in what is shown and in the result, over ssh', async () => {
    const { result, seen, whole } = await printSplit((server as TestSshServer).host, stream);
    expect(whole).toBe(everyCut);
    expect(result[stream]).toBe(everyCut);
    expect(seen.length).toBeGreaterThan(bytes.length);
  });
});
