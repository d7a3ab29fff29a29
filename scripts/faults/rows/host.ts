import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cancelStep } from '@/lib/server/runs/settle-step';
import { tagOf } from '@/lib/server/runs/step-tag';
import { reconcileSsh } from '@/lib/server/targets/ssh-reconcile';
import { noSshd, sshdPath, startSshServer } from '@/lib/server/targets/ssh-server.fixture';
import { until } from '@/lib/server/testing/until';
import { isAlive } from '../../lib/processes';
import { approveTrial, type Bay, finish, openBay, openBays, pidsOf, sayGo, start } from '../bay';
import { judge, outcomeOf, settled } from '../judge';
import type { FaultContext, FaultRow } from '../row';
import { expectThat, note } from '../tally';
import { keepWorkers, startFaultWorker } from '../workers';
import { smallDisk, whyNoSmallDisk } from './own-store';
import { expectGone } from './worker';

const MB = 1024 * 1024;

async function dropped(context: FaultContext): Promise<void> {
  const { at, tally, random } = context;
  const server = await startSshServer();
  const sshKey = server.credentials.privateKey;
  const bay = await openBay(at, { host: server.host, sshKey });
  const crew = await keepWorkers(1);
  for (let turn = 0; turn < context.trials; turn += 1) {
    const trial = await approveTrial(at, bay, '9.2');
    await start(at, trial);
    await until('the far command', () => pidsOf(bay).length === 2, 60_000);
    const isHalfOpen = random() < 0.3;
    if (isHalfOpen) server.freeze(true);
    else server.cut();
    await until('it to be noticed', async () => (await trial.step(0)).state !== 'running', 60_000);
    if (isHalfOpen) {
      server.freeze(false);
      server.cut();
    }
    await judge(at, tally, trial);
    const step = await trial.step(0);
    expectThat(tally, step.state === 'unknown', `the step is ${step.state}`);
    const pids = pidsOf(bay);
    sayGo(bay);
    await until('the far command to end', () => !pids.some(isAlive), 30_000);
    // What the far side wrote down settles it, and asking starts nothing.
    const kept = await until('the note of the far side', async () => {
      const { state, exitCode } = await reconcileSsh(server.host, tagOf({ step }), server.credentials);
      return state === 'running' ? null : { state, exitCode };
    });
    expectThat(tally, kept.state === 'exited' && kept.exitCode === 0, `the far side says ${JSON.stringify(kept)}`);
    const effects = `${trial.effects('first')},${trial.effects('second')}`;
    expectThat(tally, effects === '1,0', `the effects are ${effects}`);
    await finish(at, trial);
  }
  await crew.stop();
  await server.stop();
}

/** Neither the command nor its child listens to SIGTERM. */
async function ended(context: FaultContext): Promise<void> {
  const { at } = context;
  const bays = await openBays(at, Math.min(4, context.trials));
  const crew = await keepWorkers(1);
  for (let left = context.trials; left > 0; left -= bays.length)
    await Promise.all(bays.slice(0, left).map((bay, index) => endOne(context, bay, index % 2 === 0)));
  await crew.stop();
}

async function endOne(context: FaultContext, bay: Bay, byTimeout: boolean): Promise<void> {
  const { at, tally } = context;
  const trial = await approveTrial(at, bay, byTimeout ? '9.3' : '9.9');
  await start(at, trial);
  const pids = await until('the command', () => (pidsOf(bay).length === 2 ? pidsOf(bay) : null), 60_000);
  // Its own limit is 2 s from here on; a person presses now.
  if (byTimeout) await expectGone(context, pids, 7_000, 'after a limit of 2 s');
  else {
    const { id, epoch } = await trial.step(0);
    await cancelStep(at.people.engineer, { stepId: id, epoch });
    await expectGone(context, pids, 5_000, 'after a press');
  }
  await judge(at, tally, trial);
  const { state } = await trial.step(0);
  const wanted = byTimeout ? 'failed' : 'cancelled';
  expectThat(tally, state === wanted, `the step is ${state} and not ${wanted}`);
  await finish(at, trial);
}

function helperOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const found = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('spawner.mjs'));
  if (!found) throw new Error(`the helper of worker ${pid} was not found among ${children.join(', ')}`);
  return Number(found);
}

/** A gigabyte of lines, of one endless line, of colours and of bytes that are no text. */
async function poured(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  const [bay] = (await openBays(at, 1)) as [Bay];
  const worker = await startFaultWorker();
  // Its first step loads what every step needs; that is none of the output's.
  const warm = await approveTrial(at, bay, '9.1');
  await start(at, warm);
  await settled(at, warm);
  for (let turn = 0; turn < context.trials; turn += 1) {
    const trial = await approveTrial(at, bay, '9.7');
    // Both, each at its highest: what a command prints goes through the helper that started it.
    const pids = [worker.pid, helperOf(worker.pid)];
    for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5');
    const before = pids.map((pid) => memoryOf(pid, 'VmRSS'));
    await start(at, trial);
    expectThat(tally, await settled(at, trial), 'it did not end');
    const grown = pids.map((pid, index) => (memoryOf(pid, 'VmHWM') - (before[index] ?? 0)) / MB);
    const grownMb = grown.reduce((sum, mb) => sum + mb, 0);
    note(tally, 'memory more, MB', grownMb);
    expectThat(tally, grownMb <= 64, `worker and helper grew by ${grown.map(Math.round).join(' and ')} MB`);
    tally.trials += 1;
    const step = await trial.step(0);
    const { exitCode } = outcomeOf(step) ?? {};
    expectThat(
      tally,
      step.state === 'failed' && exitCode === 7,
      `the step is ${step.state} with exit code ${exitCode}`,
    );
    const { rows } = await at.store.query(
      `select sum(octet_length("text"))::bigint as size, bool_or("text" like '%the end%') as tail,
        bool_or("text" like '%red%') as head from "Output" where "stepId" = $1`,
      [step.id],
    );
    const mb = Number(rows[0].size) / MB;
    note(tally, 'stored, MB', mb);
    expectThat(
      tally,
      mb >= 63 && mb <= 65 && rows[0].head && rows[0].tail,
      `stored are ${mb} MB: ${JSON.stringify(rows[0])}`,
    );
    await finish(at, trial);
  }
  worker.send('SIGTERM');
  await worker.ended;
}

function memoryOf(pid: number, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1]) * 1024;
}

/** A backup onto a disk that is too small for it. */
async function filled(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  const disk = smallDisk(8);
  const file = join(disk.folder, 'backup');
  const bay = await openBay(at, { backupTo: file });
  const crew = await keepWorkers(1);
  for (let turn = 0; turn < context.trials; turn += 1) {
    const trial = await approveTrial(at, bay, '9.10');
    await start(at, trial);
    await judge(at, tally, trial, { isCounted: false });
    const [step, second] = [await trial.step(0), await trial.step(1)];
    expectThat(tally, step.state === 'failed', `the backup's step is ${step.state} on a full disk`);
    expectThat(tally, second.epoch === 0, 'what comes after the backup was run all the same');
    const isPartial = existsSync(file) && Number(execFileSync('stat', ['-c', '%s', file])) < 64 * MB;
    expectThat(tally, isPartial, 'the disk was not full, so nothing was tried');
    const verdict = outcomeOf(step)?.probe?.verdict;
    expectThat(tally, verdict !== 'applied', `the probe calls half a backup ${verdict}`);
    execFileSync('rm', ['-f', file]);
    await finish(at, trial);
  }
  await crew.stop();
  disk.remove();
}

export const HOSTS: FaultRow[] = [
  {
    name: 'SSH drops after launch',
    promise: 'unknown, no second start, and the status file of the far side settles it',
    trials: { short: 3, normal: 15, long: 100 },
    whyNotHere: () => (sshdPath ? null : noSshd),
    run: dropped,
  },
  {
    name: 'timeout or cancel of a command',
    promise: 'the whole group is gone within 5 s, also where it ignores SIGTERM',
    trials: { short: 4, normal: 24, long: 100 },
    run: ended,
  },
  {
    name: '1 GB of output',
    promise: 'capped with head and tail, stored as text, the true exit status, 64 MiB more memory at most',
    trials: { short: 1, normal: 2, long: 5 },
    whyNotHere: () => (process.platform === 'linux' ? null : 'a process’s peak memory is read from /proc'),
    run: poured,
  },
  {
    name: 'disk of a backup full',
    promise: 'the step fails, half a file is never taken for a backup, and nothing comes after it',
    trials: { short: 2, normal: 10, long: 40 },
    whyNotHere: whyNoSmallDisk,
    run: filled,
  },
];
