import { createHash } from 'node:crypto';

/**
 * Canonical JSON (RFC 8785): members by their names' UTF-16 code units, numbers and strings as ECMAScript writes them.
 * Takes what JSON.parse gives; written here anew so that the check needs no package, and compared with one by a test.
 */
export function canonicalJson(value) {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('the number has no JSON form');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError('the value has no JSON form');
  // Without a comparing function sort() goes by code units, which is the order that the RFC wants.
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 in hexadecimal of a text. */
export const sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

const BOUND = ['incidentId', 'runId', 'stepId', 'seq', 'at', 'actorId', 'actorName', 'type', 'data', 'prevHash'];

/** The hash that binds an event to all before it; the fields are those of lib/server/audit/event-chain.ts. */
export function eventHash(event) {
  return sha256(canonicalJson(Object.fromEntries(BOUND.map((name) => [name, event[name] ?? null]))));
}

/** The hash of an anchor's line, which the next line names. */
export function anchorHash({ n, at, code, incidentId, seq, hash, prev }) {
  return sha256(canonicalJson({ n, at, code, incidentId: incidentId ?? null, seq, hash, prev }));
}
