import 'server-only';
import type { Me, OutputChunk, OutputPage } from '@/lib/contracts/views';
import { SETTLED_STEP_STATES, type StepState, UNSETTLED_STEP_STATES } from '@/lib/domain/run-states';
import { authoriseToRead } from '../auth/authorise-for';
import { db } from '../db';
import { isUuid } from '../is-uuid';
import {
  type Attempt,
  type ChunkHead,
  findLineStart,
  readChunks,
  readHeads,
  readTexts,
  readTotal,
} from './output-chunks';

/** Bytes and chunks of one page; the inside of an endless line counts for nothing, since it is not sent. */
const PAGE_BYTES = 512 * 1024;
const PAGE_CHUNKS = 2_000;
/** Smaller chunks are sent whole, wherever they stand. */
const LEAST_ELIDED_BYTES = 16 * 1024;
/** Of a page around a line: how much of it stands before the line. */
const BEFORE_LINE_BYTES = 128 * 1024;

/** `after`: what follows a chunk. `before`: what leads up to one, or to the end without a number. `line`: around a line. */
export type OutputPlace = { after: number } | { before: number | null } | { line: number };

/** A stretch of an attempt's output; `epoch` 0 is the newest attempt. Null for a step that is not there. */
export async function readOutput(
  me: Me,
  { stepId, epoch, ...place }: { stepId: string; epoch: number } & OutputPlace,
): Promise<OutputPage | null> {
  if (!(await authoriseToRead(me, { step: stepId }))) return null;
  const found = await findAttempt(stepId, epoch);
  if (!found) return null;
  const { attempt, isEnded } = found;
  // Before the chunks: what comes while they are read is more than was counted, and is asked for by the next hint.
  const total = await readTotal(attempt);
  const chunks = await readStretch(attempt, place, total.lastSeq);
  const lastSeq = chunks.at(-1)?.seq ?? ('after' in place ? place.after : total.lastSeq);
  return { epoch: attempt.epoch, chunks, lastSeq, isComplete: isEnded && lastSeq >= total.lastSeq, total };
}

/** The attempt that is meant, and whether anything can still be added to it. */
export async function findAttempt(
  stepId: string,
  epoch: number,
): Promise<{ attempt: Attempt; isEnded: boolean } | null> {
  const step = isUuid(stepId)
    ? await db().step.findUnique({ where: { id: stepId }, select: { state: true, epoch: true } })
    : null;
  if (!step) return null;
  const wanted = epoch || step.epoch;
  const isEnded =
    wanted < step.epoch || [...SETTLED_STEP_STATES, ...UNSETTLED_STEP_STATES].includes(step.state as StepState);
  return { attempt: { stepId, epoch: wanted }, isEnded };
}

async function readStretch(attempt: Attempt, place: OutputPlace, lastSeq: number): Promise<OutputChunk[]> {
  if ('after' in place) return readChunks(attempt, { after: place.after, most: PAGE_BYTES, take: PAGE_CHUNKS });
  if ('before' in place) return readBefore(attempt, place.before ?? lastSeq + 1, PAGE_BYTES);
  const start = await findLineStart(attempt, place.line);
  if (start === null) return readBefore(attempt, lastSeq + 1, PAGE_BYTES);
  const [ahead, rest] = await Promise.all([
    readBefore(attempt, start, BEFORE_LINE_BYTES),
    readElided(attempt, await readHeads(attempt, { from: 'after', seq: start - 1, take: PAGE_CHUNKS }), PAGE_BYTES),
  ]);
  return [...ahead, ...rest];
}

async function readBefore(attempt: Attempt, seq: number, most: number): Promise<OutputChunk[]> {
  const heads = await readHeads(attempt, { from: 'before', seq, take: PAGE_CHUNKS });
  return readElided(attempt, heads, most);
}

/** The texts of the chunks nearest to where was asked from, without the inside of endless lines. */
async function readElided(attempt: Attempt, nearestFirst: ChunkHead[], most: number): Promise<OutputChunk[]> {
  const inside = insideLines(nearestFirst);
  let size = 0;
  const chosen = nearestFirst.filter((head, index) => {
    if (!inside.has(head.seq)) size += head.size;
    return index === 0 || size <= most;
  });
  const texts = await readTexts(
    attempt,
    chosen.filter((head) => !inside.has(head.seq)).map((head) => head.seq),
  );
  return chosen
    .sort((one, other) => one.seq - other.seq)
    .map(({ size: bytes, ...head }) => {
      const text = texts.get(head.seq);
      return text === undefined ? { ...head, text: '', elided: bytes } : { ...head, text };
    });
}

/**
 * Large chunks in which no line begins or ends, but for the last of each line: a line that was written over ends with its
 * last state. What follows the newest ones is not known here, so they are taken for a line's end.
 */
function insideLines(heads: ChunkHead[]): Set<number> {
  const inside = new Set<number>();
  const oldestFirst = [...heads].sort((one, other) => one.seq - other.seq);
  const followed: Partial<Record<ChunkHead['stream'], { line: number | null; chunks: number }>> = {};
  for (let at = oldestFirst.length - 1; at > 0; at -= 1) {
    const { seq, stream, lines, continues, size } = oldestFirst[at] as ChunkHead;
    const beginsNone = lines === (oldestFirst[at - 1] as ChunkHead).lines;
    const after = followed[stream];
    const chunks = continues !== null && after?.line === continues ? after.chunks : 0;
    if (continues !== null && beginsNone && chunks >= 2 && size >= LEAST_ELIDED_BYTES) inside.add(seq);
    followed[stream] = { line: continues, chunks: chunks + 1 };
  }
  return inside;
}
