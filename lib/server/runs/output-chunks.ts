import 'server-only';
import type { OutputChunk } from '@/lib/contracts/views';
import { outputPool } from '../db';

/** One attempt of one step. */
export type Attempt = { stepId: string; epoch: number };
/** A chunk without its text, which may be large: enough to choose what is read. */
export type ChunkHead = Omit<OutputChunk, 'text' | 'elided'> & { size: number };
type Stored<T> = Omit<T, 'at'> & { at: Date };
type Reading = { from: 'after' | 'before'; seq: number; take: number };

/** Chunks beside a number, nearest first, without their texts. `size`: bytes. */
export async function readHeads({ stepId, epoch }: Attempt, { from, seq, take }: Reading): Promise<ChunkHead[]> {
  const [than, order] = from === 'after' ? ['>', 'ASC'] : ['<', 'DESC'];
  const { rows } = await outputPool().query<Stored<ChunkHead>>(
    `SELECT "seq", "stream", "at", "lines", "continues", octet_length("text") AS size FROM "Output"
     WHERE "stepId" = $1 AND "epoch" = $2 AND "seq" ${than} $3 ORDER BY "seq" ${order} LIMIT $4`,
    [stepId, epoch, seq, take],
  );
  return rows.map(withIsoTime);
}

/** The texts of the chunks that are named. */
export async function readTexts({ stepId, epoch }: Attempt, seqs: number[]): Promise<Map<number, string>> {
  const { rows } = await outputPool().query<{ seq: number; text: string }>(
    `SELECT "seq", "text" FROM "Output" WHERE "stepId" = $1 AND "epoch" = $2 AND "seq" = ANY($3::int[])`,
    [stepId, epoch, seqs],
  );
  return new Map(rows.map(({ seq, text }) => [seq, text]));
}

/** Whole chunks of a stretch, oldest first. Ends before it is larger than `most` bytes, but has one chunk at least. */
export async function readChunks(
  { stepId, epoch }: Attempt,
  { after, until = 2 ** 31 - 1, most, take }: { after: number; until?: number; most: number; take: number },
): Promise<OutputChunk[]> {
  const { rows } = await outputPool().query<Stored<OutputChunk>>(
    `SELECT "seq", "stream", "text", "at", "lines", "continues" FROM (
       SELECT *, sum(octet_length("text")) OVER (ORDER BY "seq") - octet_length("text") AS ahead FROM (
         SELECT * FROM "Output" WHERE "stepId" = $1 AND "epoch" = $2 AND "seq" > $3 AND "seq" <= $4 ORDER BY "seq" LIMIT $5
       ) near
     ) counted WHERE ahead = 0 OR ahead + octet_length("text") <= $6 ORDER BY "seq"`,
    [stepId, epoch, after, until, take, most],
  );
  return rows.map(withIsoTime);
}

/** How much there is of an attempt. */
export async function readTotal({
  stepId,
  epoch,
}: Attempt): Promise<{ lines: number; bytes: number; lastSeq: number }> {
  const { rows } = await outputPool().query(
    `SELECT "lines", "bytes", "seq" AS "lastSeq" FROM "Output" WHERE "stepId" = $1 AND "epoch" = $2 ORDER BY "seq" DESC LIMIT 1`,
    [stepId, epoch],
  );
  return rows[0] ?? { lines: 0, bytes: 0, lastSeq: 0 };
}

/** The number of the chunk in which a line begins; null where there is no such line yet. */
export async function findLineStart({ stepId, epoch }: Attempt, line: number): Promise<number | null> {
  const { rows } = await outputPool().query<{ seq: number }>(
    `SELECT "seq" FROM "Output" WHERE "stepId" = $1 AND "epoch" = $2 AND "lines" >= $3 ORDER BY "seq" LIMIT 1`,
    [stepId, epoch, line],
  );
  return rows[0]?.seq ?? null;
}

function withIsoTime<T extends { at: Date }>(row: T): Omit<T, 'at'> & { at: string } {
  return { ...row, at: row.at.toISOString() };
}
