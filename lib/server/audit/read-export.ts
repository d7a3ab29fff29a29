import 'server-only';
import { createHash } from 'node:crypto';
import type { Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { type Chain, eventsOf, listChains, reachedCodes } from './chains';
import { EVERYTHING } from './export-audit';
import { readAnchorsHere } from './read-anchors';
import { findPublicKey, signWithKey } from './signing-key';

/** The form of the file: docs/audit.md. scripts/audit-verify.mjs reads it, and knows it by this name. */
const FORMAT = 'rollback-console-audit/1';
const PIECE_CHARACTERS = 128 * 1024;

export type AuditExport = { fileName: string; body: ReadableStream<Uint8Array> };
type Asked = { id: bigint; at: Date; scope: string; madeBy: string };

/**
 * The signed file that an export was asked for, made while it is read, so that its size does not matter. Null where there
 * is no such export, or somebody else asked for it.
 */
export async function readAuditExport(me: Me, exportId: string): Promise<AuditExport | null> {
  const person = await authorise(me, 'audit.read');
  if (!/^\d{1,18}$/.test(exportId)) return null;
  const event = await db().event.findUnique({ where: { id: BigInt(exportId) } });
  if (event?.type !== 'audit.exported' || event.actorId !== person.id) return null;
  const { scope } = event.data as { scope: string };
  const asked = { id: event.id, at: event.at, scope, madeBy: event.actorName };
  const day = event.at.toISOString().slice(0, 10);
  return { fileName: `audit-${scope}-${day}-${exportId}.jsonl`, body: toStream(pieces(signedLines(asked, person))) };
}

async function* signedLines(asked: Asked, person: Me): AsyncGenerator<string> {
  const digest = createHash('sha256');
  for await (const line of lines(asked, person)) {
    digest.update(line).update('\n');
    yield line;
  }
  const sha256 = digest.digest('hex');
  const signature = await signWithKey(Buffer.from(`${FORMAT}\n${sha256}\n`, 'utf8'));
  yield JSON.stringify({ kind: 'signature', algorithm: 'Ed25519', sha256, signature });
}

/** Anchors come before the chains, so that whoever checks can compare each event while reading it. */
async function* lines({ id, at, scope, madeBy }: Asked, person: Me): AsyncGenerator<string> {
  const madeAt = at.toISOString();
  const publicKey = (await findPublicKey())?.publicKey;
  yield JSON.stringify({ kind: 'export', format: FORMAT, scope, madeAt, madeBy, untilEvent: id.toString(), publicKey });
  const isSeen = await reachedCodes(person);
  const isIn = (code: string | null) => isSeen(code) && (scope === EVERYTHING || code === scope);
  for (const anchor of (await readAnchorsHere()).anchors)
    if (isIn(anchor.code) && anchor.at <= madeAt) yield JSON.stringify({ kind: 'anchor', ...anchor });
  for await (const chain of listChains(person, scope === EVERYTHING ? undefined : scope)) yield* chainLines(chain, id);
}

async function* chainLines(chain: Chain, until: bigint): AsyncGenerator<string> {
  const head = await headUntil(chain, until);
  if (!head) return;
  const { code, incidentId } = chain;
  yield JSON.stringify({ kind: 'chain', code, incidentId, ...head });
  for await (const events of eventsOf(incidentId, until))
    for (const { id, ...event } of events) yield JSON.stringify({ kind: 'event', id: id.toString(), ...event });
}

/**
 * The end of a chain in this file. Where nothing came after the export it is the head that the incident's own row records,
 * which an event that was cut off is missed by.
 */
async function headUntil({ incidentId, head }: Chain, until: bigint): Promise<{ seq: number; hash: string } | null> {
  const select = { id: true, seq: true, hash: true } as const;
  const newest = await db().event.findFirst({ where: { incidentId }, orderBy: { seq: 'desc' }, select });
  if (head && (!newest || newest.id <= until)) return head.seq > 0 ? head : null;
  const where = { incidentId, id: { lte: until } };
  const last = await db().event.findFirst({ where, orderBy: { seq: 'desc' }, select });
  return last && { seq: last.seq, hash: last.hash };
}

async function* pieces(all: AsyncGenerator<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of all) {
    piece += `${line}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Reads on only when whoever downloads has taken what there was. */
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
