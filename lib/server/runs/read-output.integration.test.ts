import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputChunk, OutputPage } from '@/lib/contracts/views';
import { OutputLines, plainText } from '@/lib/domain/output-lines';
import { startedRun } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { readWholeOutput } from './download-output';
import { OutputRecorder } from './output-recorder';
import { type OutputPlace, readOutput } from './read-output';
import { readMatches } from './search-output';

let at: TestConsole;
let stepId: string;
let epoch = 0;

beforeAll(async () => {
  at = await openTestConsole();
  stepId = (await (await startedRun(at)).step('append')).id;
});
afterAll(() => at.close());

async function stored(...printed: ['stdout' | 'stderr', string][]): Promise<void> {
  epoch += 1;
  await at.store.query(`UPDATE "Step" SET "state" = 'running', "epoch" = $2 WHERE "id" = $1`, [stepId, epoch]);
  const output = new OutputRecorder(stepId, epoch);
  for (const [stream, text] of printed) await output.write(stream, text);
  await output.close();
}
const page = async (place: OutputPlace) =>
  (await readOutput(at.people.manager, { stepId, epoch, ...place })) as OutputPage;
const matches = (words: string) => readMatches(at.people.manager, { stepId, epoch, words });
const shown = (chunks: OutputChunk[]) => new OutputLines(chunks).lines;
async function download(line?: number): Promise<string> {
  const whole = await readWholeOutput(at.people.manager, { stepId, epoch, line });
  return new Response(whole?.body).text();
}

describe('100,000 lines', () => {
  const line = (number: number) => `line ${String(number).padStart(6, '0')} ${'of many words '.repeat(4)}`;
  const text = Array.from({ length: 100_000 }, (_, index) => `${line(index + 1)}\n`).join('');
  beforeAll(() => stored(['stdout', text]));

  it('are opened at their end, in one page that knows how much there is', async () => {
    const tail = await page({ before: null });
    expect(tail.total).toEqual({ lines: 100_000, bytes: text.length, lastSeq: tail.lastSeq });
    const lines = shown(tail.chunks);
    expect(lines.at(-1)).toMatchObject({ number: 100_000, text: line(100_000) });
    expect(JSON.stringify(tail).length).toBeLessThan(700_000);
  });

  it('are read from the end to the beginning without a hole', async () => {
    let chunks: OutputChunk[] = [];
    for (let before: number | null = null; before !== 1; before = chunks[0]?.seq ?? 1) {
      const { chunks: earlier } = await page({ before });
      chunks = [...earlier, ...chunks];
    }
    expect(chunks.map((chunk) => chunk.seq)).toEqual(chunks.map((_, index) => index + 1));
    expect(shown(chunks)).toHaveLength(100_000);
  });

  it('have a page around each line', async () => {
    for (const wanted of [1, 50_000, 99_999]) {
      const lines = shown((await page({ line: wanted })).chunks);
      const found = lines.find((one) => one.number === wanted);
      expect(plainText(found ?? { text: '' })).toBe(line(wanted));
      expect(lines.map((one) => one.number)).toEqual(lines.map((_, index) => (lines[0]?.number ?? 0) + index));
    }
    expect(shown((await page({ line: 5_000_000 })).chunks).at(-1)?.number).toBe(100_000);
  });

  it('are searched whole', async () => {
    expect(await matches('LINE 0123')).toMatchObject({
      total: 100,
      lines: Array.from({ length: 100 }, (_, index) => 12_300 + index),
    });
    expect(await matches('of many')).toMatchObject({ total: 100_000 });
    expect((await matches('of many'))?.lines).toHaveLength(5_000);
    expect(await matches('nowhere')).toMatchObject({ total: 0, lines: [] });
  });

  it('are downloaded whole, or one of them', async () => {
    expect(await download()).toBe(text);
    expect(await download(77_777)).toBe(line(77_777));
    const whole = await readWholeOutput(at.people.manager, { stepId, epoch });
    expect(whole?.fileName).toMatch(/^DB-ROLLBACK-[0-9-]+-1-append-attempt-\d+\.txt$/);
    await whole?.body.cancel();
  });
});

describe('a single line of 20 MB', () => {
  const long = 'x'.repeat(20_000_000);
  beforeAll(() => stored(['stdout', `before\n${long}needle\nafter\n`]));

  it('is stored whole', async () => {
    expect(await download(2)).toBe(`${long}needle`);
  });

  it('is one page to look at, with how much of it is not there', async () => {
    const tail = await page({ before: null });
    expect(tail.chunks[0]?.seq).toBe(1);
    expect(JSON.stringify(tail).length).toBeLessThan(600_000);
    const lines = shown(tail.chunks);
    expect(lines.map((line) => line.number)).toEqual([1, 2, 3]);
    expect((lines[1]?.elided ?? 0) + (lines[1]?.text.length ?? 0)).toBe(long.length + 6);
  });

  it('is searched to its end', async () => {
    expect(await matches('needle')).toMatchObject({ lines: [2] });
  });
});

it('a progress bar that was rewritten for half a megabyte shows its last state, whatever comes after it', async () => {
  const states = Array.from({ length: 30_000 }, (_, index) => `\r${index + 1} of 30000`).join('');
  epoch += 1;
  await at.store.query(`UPDATE "Step" SET "state" = 'running', "epoch" = $2 WHERE "id" = $1`, [stepId, epoch]);
  const output = new OutputRecorder(stepId, epoch);
  output.write('stdout', states);
  await until('the bar', async () => (await page({ before: null })).total.bytes === states.length);
  output.write('stdout', '\nnext\n');
  await output.close();
  const lines = shown((await page({ before: null })).chunks);
  expect(lines.map((line) => [plainText(line), line.elided])).toEqual([
    ['30000 of 30000', 0],
    ['next', 0],
  ]);
});

describe('an attempt', () => {
  it('has its own output, also when there is a newer one', async () => {
    await stored(['stdout', 'of the first\n']);
    const first = epoch;
    await stored(['stderr', 'of the second\n']);
    const older = await readOutput(at.people.manager, { stepId, epoch: first, before: null });
    expect(shown(older?.chunks ?? []).map((line) => line.text)).toEqual(['of the first']);
    expect(older?.isComplete).toBe(true);
    expect((await page({ before: null })).isComplete).toBe(false);
  });

  it('of a step that is not there has none', async () => {
    const nowhere = { stepId: 'no-step', epoch: 0 };
    expect(await readOutput(at.people.manager, { ...nowhere, after: 0 })).toBeNull();
    expect(await readMatches(at.people.manager, { ...nowhere, words: 'x' })).toBeNull();
    expect(await readWholeOutput(at.people.manager, nowhere)).toBeNull();
    await expect(matches('  ')).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
