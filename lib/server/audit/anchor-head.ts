import 'server-only';
import { mkdir, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { db } from '../db';
import { env } from '../env';
import { type Anchor, anchorHash, parseAnchor } from './anchors';
import { storeNow, type Transaction } from './append-event';

/** What the store remembers of an anchors file, so that a file that went missing or lost its end is noticed. */
const recordSchema = z.object({ eventId: z.string(), n: z.int(), hash: z.string() });
export type AnchorRecord = z.infer<typeof recordSchema>;
type Head = { id: bigint; code: string | null; incidentId: string | null; seq: number; hash: string };
/** A line is some 300 bytes, so the last one is in here. */
const TAIL_BYTES = 8192;

/** Where this machine keeps the heads: outside the store, so that whoever rewrites the one does not have the other. */
export const anchorsFile = () => path.join(env().CONSOLE_DATA_DIR, 'anchors', 'heads.jsonl');
/** A machine and folder of its own each: several may work on one store. */
const recordKey = () => `anchors:${hostname()}:${path.resolve(env().CONSOLE_DATA_DIR)}`;

/**
 * Writes the head of every chain that has grown since the last call to a file outside the store, and has it on the disk
 * before it returns: a chain that is cut short or rewritten as a whole is in itself without a flaw, and only a head kept
 * elsewhere tells. Each line names the hash of the line before it. Returns how many lines were written.
 */
export async function anchorHeads(): Promise<number> {
  return db().$transaction(async (tx) => {
    const record = await holdRecord(tx);
    const heads = await headsSince(tx, BigInt(record.eventId));
    if (heads.length === 0) return 0;
    // After the heads were read: what stands in a line was there at its time.
    const at = (await storeNow(tx)).toISOString();
    const last = await writeLines(heads, record, at);
    // A bigint, for which there is no Math.max().
    const newest = heads.map(({ id }) => id).sort((one, other) => Number(other - one))[0];
    await tx.setting.update({ where: { key: recordKey() }, data: { value: { eventId: String(newest), ...last } } });
    return heads.length;
  });
}

export async function readAnchorRecord(): Promise<AnchorRecord | null> {
  const row = await db().setting.findUnique({ where: { key: recordKey() } });
  return row && recordSchema.parse(row.value);
}

/** Holds the row to the end of the transaction: web and workers of one machine append to one file, one at a time. */
async function holdRecord(tx: Transaction): Promise<AnchorRecord> {
  const none: AnchorRecord = { eventId: '0', n: 0, hash: '' };
  await tx.setting.createMany({ data: [{ key: recordKey(), value: none }], skipDuplicates: true });
  const [row] = await tx.$queryRaw<{ value: unknown }[]>`
    SELECT "value" FROM "Setting" WHERE "key" = ${recordKey()} FOR UPDATE`;
  return recordSchema.parse(row?.value);
}

/** Events become visible in the order of their ids, so that whatever is newer than the last one seen is all there is. */
async function headsSince(tx: Transaction, eventId: bigint): Promise<Head[]> {
  return tx.$queryRaw<Head[]>`
    SELECT DISTINCT ON (e."incidentId") e."id", i."code", e."incidentId", e."seq", e."hash"
    FROM "Event" e LEFT JOIN "Incident" i ON i."id" = e."incidentId"
    WHERE e."id" > ${eventId} ORDER BY e."incidentId", e."seq" DESC`;
}

/** Goes on behind what is in the file, or behind what the store remembers of it where that was more. */
async function writeLines(heads: Head[], record: AnchorRecord, at: string): Promise<{ n: number; hash: string }> {
  await mkdir(path.dirname(anchorsFile()), { recursive: true, mode: 0o700 });
  const file = await open(anchorsFile(), 'a+', 0o600);
  try {
    const { last, isEnded } = await readTail(file);
    let [n, prev] = last && last.n >= record.n ? [last.n, anchorHash(last)] : [record.n, record.hash];
    let text = isEnded ? '' : '\n';
    for (const { code, incidentId, seq, hash } of heads) {
      n += 1;
      const anchor: Anchor = { n, at, code, incidentId, seq, hash, prev };
      text += `${JSON.stringify(anchor)}\n`;
      prev = anchorHash(anchor);
    }
    await file.appendFile(text);
    await file.sync();
    return { n, hash: prev };
  } finally {
    await file.close();
  }
}

async function readTail(
  file: Awaited<ReturnType<typeof open>>,
): Promise<{ last?: Required<Anchor>; isEnded: boolean }> {
  const { size } = await file.stat();
  const start = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
  const text = buffer.subarray(0, bytesRead).toString('utf8');
  const numbered = text.split('\n').map(parseAnchor);
  const last = numbered.findLast((anchor): anchor is Required<Anchor> => anchor?.n !== undefined);
  return { last, isEnded: size === 0 || text.endsWith('\n') };
}
