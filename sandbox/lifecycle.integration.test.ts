import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, expect, it } from 'vitest';
import { projectRoot } from './paths';
import { probeRounds } from './probe';
import {
  endService,
  isEmptySoon,
  processesOf,
  removeDir,
  runBinding,
  type Service,
  startService,
  temporaryDir,
} from './testing/service';

// One folder for the file, prepared once by the first test: the others are about what comes after.
const dir = temporaryDir();
const running: Service[] = [];

async function start(folder: string): Promise<Service> {
  const service = await startService(folder);
  running.push(service);
  return service;
}

async function isHealthy(service: Service): Promise<boolean> {
  return (await probeRounds(service.target.inventory.endpoints, 1)).every((result) => result.isOk);
}

afterEach(async () => {
  for (const service of running.splice(0)) {
    if (service.child.exitCode === null && service.child.signalCode === null) await endService(service, 'SIGTERM');
  }
});

afterAll(() => removeDir(dir));

it('leaves no process when stopped half-way through a preparation, and then starts over', {
  timeout: 60_000,
}, async () => {
  const cut = startService(dir).catch((error: Error) => error.message);
  await expect.poll(() => existsSync(`${dir}/pg/postmaster.pid`), { timeout: 20_000, interval: 20 }).toBe(true);
  process.kill(Number(readFileSync(`${dir}/service.pid`, 'utf8')), 'SIGTERM');
  expect(await cut).toContain('stopping: SIGTERM');
  expect(await isEmptySoon(dir)).toBe(true);
  expect(await isHealthy(await start(dir))).toBe(true);
});

it('ends what a killed service left behind, keeps its state, and goes when its stdin does', {
  timeout: 60_000,
}, async () => {
  const first = await start(dir);
  const bad = first.target.inventory.faults.find((fault) => fault.key === 'bad-deploy');
  await runBinding(bad?.on);
  await endService(first, 'SIGKILL');
  const leftovers = processesOf(dir);
  expect(leftovers.length).toBeGreaterThan(2);

  const second = await start(dir);
  expect(leftovers.filter((pid) => processesOf(dir).includes(pid))).toEqual([]);
  expect(second.target.inventory.fingerprint).toEqual(first.target.inventory.fingerprint);
  expect(await runBinding(bad?.status)).toBe('on');
  await runBinding(bad?.off);

  expect(await endService(second, 'stdin')).toBeLessThan(8000);
  expect(await isEmptySoon(dir)).toBe(true);
});

it('goes when its supervisor is killed', { timeout: 60_000 }, async () => {
  const supervisor = spawn(process.execPath, ['--import', 'tsx', 'sandbox/testing/supervisor.ts'], {
    cwd: projectRoot,
    env: { ...process.env, SANDBOX_DIR: dir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(supervisor.stdout, 'data');
  supervisor.kill('SIGKILL');
  await expect.poll(() => processesOf(dir).length, { timeout: 8000 }).toBe(0);
  await expect.poll(() => existsSync(`${dir}/service.pid`), { timeout: 2000 }).toBe(false);
});

it('runs beside another one, and refuses to share a folder', { timeout: 60_000 }, async () => {
  const [one, other] = await Promise.all([start(dir), start(temporaryDir())]);
  expect(one.target.databaseUrl).not.toBe(other.target.databaseUrl);
  await expect(startService(dir)).rejects.toThrow('already running');
  await endService(one, 'SIGINT');
  expect(await isHealthy(other)).toBe(true);
  await endService(other, 'SIGTERM');
  removeDir(other.dir);
});
