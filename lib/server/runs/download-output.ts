import 'server-only';
import type { Me, OutputChunk } from '@/lib/contracts/views';
import { numberedPieces } from '@/lib/domain/output-numbers';
import { authoriseToRead } from '../auth/authorise-for';
import { db } from '../db';
import { type Attempt, findLineStart, readChunks } from './output-chunks';
import { findAttempt } from './read-output';

/** What is read and sent at once: a slow browser holds no more than this in memory. */
const PART_BYTES = 1024 * 1024;
const PART_CHUNKS = 500;

export type WholeOutput = { fileName: string; body: ReadableStream<Uint8Array> };

/**
 * All that an attempt printed and the console noted of it, or one line of it, as it was stored: in its order, secrets
 * masked, colour codes and all. Null for a step or a line that is not there.
 */
export async function readWholeOutput(
  me: Me,
  { stepId, epoch, line }: { stepId: string; epoch: number; line?: number },
): Promise<WholeOutput | null> {
  if (!(await authoriseToRead(me, { step: stepId }))) return null;
  const found = await findAttempt(stepId, epoch);
  if (!found) return null;
  const { attempt } = found;
  const start = line === undefined ? 1 : await findLineStart(attempt, line);
  if (start === null) return null;
  const texts = line === undefined ? wholeTexts(attempt) : lineTexts(attempt, line, start);
  return { fileName: await nameFile(attempt, line), body: toStream(texts) };
}

async function nameFile({ stepId, epoch }: Attempt, line: number | undefined): Promise<string> {
  const step = await db().step.findUniqueOrThrow({
    where: { id: stepId },
    select: { ordinal: true, key: true, run: { select: { incident: { select: { code: true } } } } },
  });
  const name = [
    step.run.incident.code,
    step.ordinal + 1,
    step.key,
    `attempt-${epoch}`,
    ...(line ? [`line-${line}`] : []),
  ];
  return `${name.join('-').replace(/[^A-Za-z0-9.-]+/g, '_')}.txt`;
}

async function* parts(attempt: Attempt, from: number): AsyncGenerator<OutputChunk[]> {
  for (let after = from - 1; ; ) {
    const chunks = await readChunks(attempt, { after, most: PART_BYTES, take: PART_CHUNKS });
    if (chunks.length === 0) return;
    yield chunks;
    after = chunks.at(-1)?.seq ?? after;
  }
}

async function* wholeTexts(attempt: Attempt): AsyncGenerator<string> {
  for await (const chunks of parts(attempt, 1)) yield chunks.map((chunk) => chunk.text).join('');
}

async function* lineTexts(attempt: Attempt, line: number, start: number): AsyncGenerator<string> {
  for await (const chunks of parts(attempt, start)) {
    const pieces = chunks.flatMap(numberedPieces).filter((piece) => piece.number === line);
    yield pieces.map((piece) => piece.text).join('');
    if (pieces.some((piece) => piece.isEnded)) return;
  }
}

/** Reads on only when the browser has taken what there was. */
function toStream(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => void texts.return(undefined),
  });
}
