import 'server-only';
import { z } from 'zod';
import { hashOf } from './event-chain';

/** One line of the anchors file: the head that a chain had at a time. Releases before numbering wrote the first four. */
const anchorSchema = z.object({
  at: z.string(),
  code: z.string().nullable(),
  seq: z.int(),
  hash: z.string(),
  incidentId: z.string().nullable().optional(),
  n: z.int().optional(),
  prev: z.string().optional(),
});
export type Anchor = z.infer<typeof anchorSchema>;

/** Undefined for what is no anchor: half a line that a crash left behind. */
export function parseAnchor(line: string): Anchor | undefined {
  try {
    return anchorSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

export function anchorHash({ n, at, code, incidentId, seq, hash, prev }: Anchor): string {
  return hashOf({ n, at, code, incidentId: incidentId ?? null, seq, hash, prev });
}

export type AnchorsRead = {
  anchors: Anchor[];
  /** What is wrong with the file, as sentences. */
  problems: string[];
};

/**
 * Reads an anchors file's text and checks it: each numbered line names the hash of the one before it, and the line that
 * the store remembers is there.
 */
export function readAnchors(text: string | null, record: { n: number; hash: string } | null): AnchorsRead {
  if (text === null) {
    const problems = record?.n ? [`the file is missing; it held ${record.n} heads`] : [];
    return { anchors: [], problems };
  }
  const anchors = text.split('\n').flatMap((line) => parseAnchor(line) ?? []);
  const problems: string[] = [];
  let before = { n: 0, hash: '' };
  let isRemembered = !record?.n;
  for (const anchor of anchors.filter(({ n }) => n !== undefined)) {
    if (anchor.n !== before.n + 1) problems.push(`anchor ${before.n + 1} is missing or out of order`);
    else if (anchor.prev !== before.hash) problems.push(`anchor ${anchor.n} does not follow the one before it`);
    before = { n: anchor.n as number, hash: anchorHash(anchor) };
    isRemembered ||= before.n === record?.n && before.hash === record.hash;
  }
  if (!isRemembered)
    problems.push(`anchor ${record?.n}, which the store remembers, is not in the file as it was written`);
  return { anchors, problems };
}
