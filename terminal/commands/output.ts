import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { RunView, StepView } from '@/lib/contracts/views';
import { type OutputLine, OutputLines, plainText } from '@/lib/domain/output-lines';
import { readWholeOutput } from '@/lib/server/runs/download-output';
import { readOutput } from '@/lib/server/runs/read-output';
import { readMatches } from '@/lib/server/runs/search-output';
import { command } from '../command';
import { usageError } from '../errors';
import { findIncident, readRoom, runOf } from '../rooms';
import type { Terminal } from '../terminal';

const LAST_LINES = 40;
/** Places found that are shown with their line; all are counted. */
const MOST_SHOWN = 20;

type Options = { step?: string; search?: string; output?: string; force?: boolean };
type Attempt = { stepId: string; epoch: number };

export const output = command<Options>({
  name: 'output',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'What a step printed: its last lines, the lines with some words in them, or all of it as a file',
  options: (parser) =>
    parser
      .option('--step <key>', 'the step, by its key; without it the newest one that printed something')
      .option('--search <words>', 'only the lines of the whole output that hold these words')
      .option('-o, --output <file>', 'write the whole output there, colour codes and all')
      .option('--force', 'replace the file if it is there'),
  examples: [
    ['npx rollback output', 'the last lines of the step that runs or ran last'],
    ['npx rollback output --step reload --search error', 'the lines with "error" in them'],
    ['npx rollback output --step reload -o reload.txt', 'all of it'],
  ],
  run: async (at, [named], options) => {
    const code = await findIncident(at, named);
    const step = findStep(runOf(await readRoom(at, code)), options.step);
    const attempt = { stepId: step.id, epoch: step.epoch };
    const page = await at.read((me) => readOutput(me, { ...attempt, before: null }), 'step');
    const found = options.search === undefined ? null : await search(at, attempt, options.search);
    const lines = found?.shown ?? new OutputLines(page.chunks).lines.slice(-LAST_LINES);
    if (options.output) await saveWhole(at, attempt, options.output, options.force);
    const { lines: count, bytes } = page.total;
    const shown = lines.map((line) => ({ number: line.number, stream: line.stream, text: plainText(line) }));
    const file = options.output ?? null;
    return {
      value: {
        incident: code,
        step: step.key,
        attempt: step.epoch,
        lines: count,
        bytes,
        found: found?.total ?? null,
        file,
        shown,
      },
      print: (screen) => {
        screen.line(['bold', step.title], ` · ${count} lines${found ? `, ${found.total} with these words` : ''}`);
        if (file) return screen.line(`Wrote ${file}.`);
        for (const { number, text } of shown) screen.line(['dim', `${number} `.padStart(8)], text.slice(0, 2_000));
      },
    };
  },
});

function findStep(run: RunView, key: string | undefined): StepView {
  const printed = run.steps.filter((step) => step.output.lastSeq > 0);
  const found = key === undefined ? printed.at(-1) : run.steps.find((step) => step.key === key);
  if (found && found.epoch > 0) return found;
  const keys = printed.map((step) => step.key).join(', ');
  throw usageError(
    key === undefined
      ? 'No step of this run has printed anything.'
      : `The step ${key} has not been run, or is not there.`,
    keys ? `These have printed something: ${keys}.` : 'Start the run first: npx rollback run.',
  );
}

async function search(at: Terminal, attempt: Attempt, words: string): Promise<{ total: number; shown: OutputLine[] }> {
  const { lines, total } = await at.read((me) => readMatches(me, { ...attempt, words }), 'step');
  const shown: OutputLine[] = [];
  for (const line of lines.slice(0, MOST_SHOWN)) {
    const { chunks } = await at.read((me) => readOutput(me, { ...attempt, line }), 'step');
    shown.push(...new OutputLines(chunks).lines.filter((one) => one.number === line));
  }
  return { total, shown };
}

async function saveWhole(at: Terminal, attempt: Attempt, file: string, isForced = false): Promise<void> {
  const { body } = await at.read((me) => readWholeOutput(me, attempt), 'step');
  const stream = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  await writeFile(file, stream, { flag: isForced ? 'w' : 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EEXIST'
      ? usageError(`${file} is there already; it was not written.`, 'Name another file, or replace it with --force.')
      : usageError(`${file} cannot be written (${cause.code}).`, 'Name another file.');
  });
}
