import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopSpawner } from '../targets/execute-command';
import type { ReachableTarget } from '../targets/get-target';
import { gapWords } from '../targets/kept-text';
import { runOnHost } from '../targets/run-on-host';
import { spawnerPid } from '../targets/spawner-client';
import { startedRun } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { OutputRecorder } from './output-recorder';

const MiB = 1024 * 1024;
const LINE = 'words that a program says for ever and ever\n';
let at: TestConsole;
let stepId: string;

beforeAll(async () => {
  at = await openTestConsole();
  stepId = (await (await startedRun(at)).step('append')).id;
  await at.store.query(`UPDATE "Step" SET "state" = 'running', "epoch" = 1 WHERE "id" = $1`, [stepId]);
});
afterAll(async () => {
  await stopSpawner();
  await at.close();
});

function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function flood(script: string, epoch: number) {
  await at.store.query(`UPDATE "Step" SET "epoch" = $2 WHERE "id" = $1`, [stepId, epoch]);
  const output = new OutputRecorder(stepId, epoch);
  const target = { databaseUrl: at.databaseUrl, sshKey: null, inventory: { hosts: [{ key: 'here', kind: 'local' }] } };
  const result = await runOnHost(
    target as unknown as ReachableTarget,
    { host: 'here', argv: ['bash', '-c', script] },
    {
      timeoutMs: 60_000,
      tag: `flood-${process.pid}-${epoch}`,
      maxOutputBytes: 64 * MiB,
      onOutput: (stream, text) => output.write(stream, text),
      onGap: (bytes) => output.gap(gapWords(bytes)),
    },
  );
  await output.close();
  return result;
}

it('of 1 GB is stored as its first 56 and its last 8 MiB, with the gap counted, and costs the helper little memory', async () => {
  // Whatever is loaded and compiled once is not what output costs.
  await flood(`yes '${LINE.trim()}' | head -c 4M`, 1);
  // The test runner's own heap says nothing of a worker's: what both cost together, the fault matrix measures.
  const helper = spawnerPid() as number;
  const before = residentMiB(helper);
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, residentMiB(helper));
  }, 10);
  const result = await flood(`echo first; yes '${LINE.trim()}' | head -c 1G; echo last >&2; exit 3`, 2);
  clearInterval(sampling);
  const printed = 6 + 1024 * MiB + 5;
  expect(result).toMatchObject({ ending: 'exited', exitCode: 3, outputBytes: printed });
  const { rows } = await at.store.query(
    `SELECT "stream", "seq", left("text", 80) AS begin, right("text", 80) AS end, octet_length("text") AS size FROM "Output"
     WHERE "stepId" = $1 AND "epoch" = 2 ORDER BY "seq"`,
    [stepId],
  );
  const gap = rows.findIndex((row) => row.stream === 'note');
  const size = (from: number, to?: number) =>
    rows.slice(from, to).reduce((sum, row) => sum + (row.stream === 'note' ? 0 : row.size), 0);
  // The head may end inside a line; its end is then made, on the line before the mark.
  const madeEnd = rows[gap - 1].end === '\n' || 56 * MiB < size(0, gap) ? 1 : 0;
  expect(size(0, gap)).toBe(56 * MiB + madeEnd);
  expect(size(gap)).toBe(8 * MiB);
  expect(rows[gap].begin).toBe(`${gapWords(printed - 64 * MiB)}\n`);
  expect(
    rows
      .slice(0, 2)
      .map((row) => row.begin)
      .join('')
      .startsWith(`first\n${LINE}`),
  ).toBe(true);
  expect(rows.slice(-2).map((row) => [row.stream, row.end.slice(-10)])).toContainEqual(['stderr', 'last\n']);
  expect(peak - before).toBeLessThan(40);
}, 90_000);
