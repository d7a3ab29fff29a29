import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputChunk } from '@/lib/contracts/views';
import { numberedPieces } from '@/lib/domain/output-numbers';
import { NEWS_CHANNEL } from '../audit/append-event';
import { startedRun } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { maskOutput } from './mask-output';
import { OutputRecorder } from './output-recorder';
import { readOutput } from './read-output';

let at: TestConsole;
let stepId: string;
let epoch = 0;

beforeAll(async () => {
  at = await openTestConsole();
  stepId = (await (await startedRun(at)).step('append')).id;
});
afterAll(() => at.close());

/** A recorder for the next attempt, which is claimed as a worker would have claimed it. */
async function record(): Promise<OutputRecorder> {
  epoch += 1;
  await at.store.query(`UPDATE "Step" SET "state" = 'running', "epoch" = $2 WHERE "id" = $1`, [stepId, epoch]);
  return new OutputRecorder(stepId, epoch);
}

async function readAll(): Promise<OutputChunk[]> {
  const chunks: OutputChunk[] = [];
  for (let after = 0; ; ) {
    const page = await readOutput(at.people.engineer, { stepId, epoch, after });
    if (!page || page.chunks.length === 0) return chunks;
    chunks.push(...page.chunks);
    after = page.lastSeq;
  }
}
const textOf = (chunks: OutputChunk[]) => chunks.map((chunk) => chunk.text).join('');

describe('output', () => {
  it('is in the store while the step runs, from its first words on', async () => {
    const output = await record();
    output.write('stdout', 'first\n');
    await until('the first words', async () => textOf(await readAll()) === 'first\n');
    output.write('stdout', 'second\n');
    await output.close();
    expect(textOf(await readAll())).toBe('first\nsecond\n');
  });

  it('keeps the order of its streams however fast it comes', async () => {
    const output = await record();
    let said = '';
    for (let line = 0; line < 3_000; line += 1) {
      const text = `${line}${line % 7 === 0 ? '\n' : ' '}`;
      output.write(line % 3 === 0 ? 'stderr' : 'stdout', text);
      said += text;
      if (line % 100 === 0) await new Promise(setImmediate);
    }
    await output.close();
    const chunks = await readAll();
    expect(textOf(chunks)).toBe(said);
    expect(chunks.map((chunk) => chunk.seq)).toEqual(chunks.map((_, index) => index + 1));
  });

  it('of two attempts at once stays apart', async () => {
    const first = await record();
    first.write('stdout', 'of the first\n');
    await first.close();
    const second = await record();
    // Late words of a worker that was taken for lost: the attempt is over.
    first.write('stdout', 'too late\n');
    second.write('stdout', 'of the second\n');
    await Promise.all([first.close(), second.close()]);
    expect(textOf(await readAll())).toBe('of the second\n');
    const { rows } = await at.store.query(`SELECT count(*)::int AS late FROM "Output" WHERE "text" LIKE '%too late%'`);
    expect(rows[0].late).toBe(0);
  });

  it('counts its lines and bytes along, and cuts no character', async () => {
    const output = await record();
    const text = `${'🚀'.repeat(50_000)}\nend\0\n`;
    output.write('stdout', 'a');
    output.write('stdout', text);
    await output.close();
    const chunks = await readAll();
    expect(textOf(chunks)).toBe(`a${text.replace('\0', '\u2400')}`);
    expect(chunks.length).toBeGreaterThan(1);
    const page = await readOutput(at.people.engineer, { stepId, epoch, after: 0 });
    expect(page?.total).toEqual({ lines: 2, bytes: 1 + 200_001 + 3 + 3 + 1, lastSeq: chunks.length });
  });

  it('is told with its text where that is small, and only once it is stored', async () => {
    const listener = new pg.Client({ connectionString: at.storeUrl });
    await listener.connect();
    const told: { lastSeq: number; chunk?: OutputChunk }[] = [];
    const found: Promise<boolean>[] = [];
    listener.on('notification', ({ payload }) => {
      const news = JSON.parse(payload ?? '{}');
      if (news.kind !== 'output' || news.epoch !== epoch) return;
      told.push(news);
      found.push(readAll().then((chunks) => (chunks.at(-1)?.seq ?? 0) >= news.lastSeq));
    });
    await listener.query(`LISTEN ${NEWS_CHANNEL}`);
    const output = await record();
    output.write('stdout', 'small "@stored"\n');
    await until('the first news', () => told.length === 1);
    output.write('stdout', 'x'.repeat(20_000));
    await output.close();
    await until('all news', () => told.at(-1)?.lastSeq === 2);
    await listener.end();
    expect(await Promise.all(found)).not.toContain(false);
    const [first] = await readAll();
    expect(told[0]?.chunk).toEqual(first);
    expect(told.at(-1)?.chunk).toBeUndefined();
  });

  it('of 8 MB makes whoever prints wait, and is stored whole', async () => {
    const output = await record();
    const line = `${'words that a program says '.repeat(3)}\n`;
    let waits = 0;
    let said = 0;
    for (; said < 8_000_000; said += 100 * line.length) {
      const room = output.write('stdout', line.repeat(100));
      if (room) waits += 1;
      await room;
    }
    await output.close();
    expect(waits).toBeGreaterThan(0);
    const text = textOf(await readAll());
    expect(text.length).toBe(said);
    expect(text).toBe(line.repeat(said / line.length));
  });

  it('of SQL (notices, rows, errors) and notes has no secret in it', async () => {
    const recorder = await record();
    const { output, mask } = maskOutput(recorder, [at.databaseUrl, '']);
    const { password } = new URL(at.databaseUrl);
    output.write('stderr', `NOTICE: connecting to ${at.databaseUrl}\n`);
    output.note(`waits for ${password}`);
    output.write('stdout', `password\t${password}\n`);
    await recorder.close();
    expect(password.length).toBeGreaterThan(4);
    expect(textOf(await readAll())).not.toContain(password);
    expect(mask(password)).toBe('••••••');
  });

  it('marks a gap on a line of its own, and what follows begins a new line', async () => {
    const output = await record();
    output.write('stdout', 'head without an end');
    output.gap('[… 5 bytes left out …]');
    output.write('stdout', 'tail\n');
    await output.close();
    const pieces = (await readAll()).flatMap((chunk) =>
      numberedPieces(chunk).map(({ number, text }) => [number, text]),
    );
    expect(pieces).toEqual([
      [1, 'head without an end'],
      [2, '[… 5 bytes left out …]'],
      [3, 'tail'],
    ]);
  });

  it('of an older installation gets by the migration the numbers that it would have now', async () => {
    const output = await record();
    for (const [stream, text] of [
      ['stdout', 'one\ntwo'],
      ['stderr', 'half'],
      ['stdout', ' and more\nthree\n'],
      ['note', 'a note\n'],
      ['stderr', ' whole\n'],
      ['stdout', 'fünf'],
    ] as const) {
      output.write(stream, text);
      await until('the store', async () => textOf(await readAll()).endsWith(text));
    }
    await output.close();
    const numbers = () =>
      at.store.query(
        'SELECT "seq", "lines", "continues", "bytes" FROM "Output" WHERE "stepId" = $1 AND "epoch" = $2 ORDER BY 1',
        [stepId, epoch],
      );
    const { rows: recorded } = await numbers();
    expect(recorded).toHaveLength(6);
    await at.store.query('UPDATE "Output" SET "lines" = 0, "bytes" = 0, "continues" = NULL');
    const file = await readFile('prisma/migrations/20261123080000_output_lines/migration.sql', 'utf8');
    await at.store.query(file.slice(file.indexOf('WITH piece')));
    expect((await numbers()).rows).toEqual(recorded);
  });
});
