import 'server-only';
import type { OutputChunk } from '@/lib/contracts/views';
import { NEWS_CHANNEL, type News } from '../audit/append-event';
import { outputPool } from '../db';

export type OutputRow = Omit<OutputChunk, 'at' | 'elided'> & { bytes: number };

/** PostgreSQL takes no longer payload than 8,000 bytes; what does not fit in is asked for by its number. */
const LONGEST_PAYLOAD = 6_000;
/** Stands in a payload for the moment that the store writes: its clock is the one that counts. */
const AT = '"at":"@stored"';
const COLUMNS = 6;

/**
 * Stores chunks of one attempt and tells that they are there, in one commit: nobody hears of what is not stored. Takes
 * the same chunks any number of times. False where the attempt is no longer this worker's: nothing was written then.
 */
export async function storeOutput(stepId: string, epoch: number, rows: readonly OutputRow[]): Promise<boolean> {
  const values = rows.flatMap((row) => [row.seq, row.stream, row.text, row.lines, row.continues, row.bytes]);
  const result = await outputPool().query({
    // Prepared once for each number of rows.
    name: `store-output-${rows.length}`,
    text: statement(rows.length),
    values: [stepId, epoch, NEWS_CHANNEL, outputNews(stepId, epoch, rows), ...values],
  });
  return result.rows.length > 0;
}

function statement(rows: number): string {
  const tuple = (row: number) => {
    const [seq, stream, text, lines, continues, bytes] = Array.from(
      { length: COLUMNS },
      (_, i) => `$${5 + row * COLUMNS + i}`,
    );
    return `(${seq}::int, ${stream}::text, ${text}::text, ${lines}::int, ${continues}::int, ${bytes}::int)`;
  };
  return `WITH mine AS MATERIALIZED (
    SELECT date_trunc('milliseconds', clock_timestamp()) AS at FROM "Step" WHERE "id" = $1::uuid AND "epoch" = $2::int AND "state" = 'running'
  ), put AS (
    INSERT INTO "Output" ("stepId", "epoch", "seq", "stream", "text", "lines", "continues", "bytes", "at")
    SELECT $1::uuid, $2::int, v.*, mine.at FROM mine, (VALUES ${Array.from({ length: rows }, (_, i) => tuple(i)).join(', ')}) v
    ON CONFLICT DO NOTHING
  )
  SELECT pg_notify($3, replace($4, '${AT}', '"at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"')) FROM mine`;
}

/** What is told of these chunks; whoever stores them fills in the moment. */
export function outputNews(stepId: string, epoch: number, rows: readonly OutputRow[]): string {
  const last = rows.at(-1) as OutputRow;
  const hint: News = { kind: 'output', stepId, epoch, lastSeq: last.seq };
  if (rows.length > 1 || last.text.length > LONGEST_PAYLOAD) return JSON.stringify(hint);
  const { bytes: _, ...chunk } = last;
  const whole = JSON.stringify({ ...hint, chunk: { ...chunk, at: '@stored' } } satisfies News);
  return Buffer.byteLength(whole) < LONGEST_PAYLOAD ? whole : JSON.stringify(hint);
}
