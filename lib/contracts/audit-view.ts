import { z } from 'zod';
import type { ActionError } from './result';

/** What of the log is wanted: nothing given means everything, newest first. */
export const auditFilterSchema = z.object({
  /** An incident's code, or the console's own chain. */
  chain: z.string().max(60).default(''),
  /** A part of the name of whoever did it. */
  person: z.string().max(200).default(''),
  /** A kind of event, or its first word ("approval"). */
  type: z.string().max(60).default(''),
  /** Days in UTC, both included. */
  from: z.union([z.iso.date(), z.literal('')]).default(''),
  to: z.union([z.iso.date(), z.literal('')]).default(''),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;
/** What the address says for events without an incident. */
export const CONSOLE_CHAIN = 'console';

export type AuditEventView = {
  id: string;
  seq: number;
  at: string;
  /** The incident's code; null for the console's own chain. */
  code: string | null;
  actorName: string;
  type: string;
  /** What it carries, by name, as text. */
  facts: { name: string; value: string }[];
  hash: string;
};

/** Whether one chain holds, and where it does not. */
export type ChainView = {
  /** Null for the console's own. */
  code: string | null;
  title: string;
  count: number;
  isWhole: boolean;
  atSeq: number | null;
  because: string;
  /** How many of its heads are kept outside the store, and the newest of them. */
  anchors: number;
  lastAnchorSeq: number | null;
};

export type AuditPage = {
  filter: AuditFilter;
  events: AuditEventView[];
  /** The id that the next page begins behind; null where there is none. */
  older: string | null;
  isFirst: boolean;
  /** Why nothing could be looked for: a filter that names what is not there. */
  nothingBecause: string;
};

export type AuditVerdict = {
  checkedAt: string;
  isWhole: boolean;
  chains: ChainView[];
  /** How many chains were not looked at, because there are too many for a page. */
  unchecked: number;
  /** What is wrong with the file of heads itself. */
  anchorProblems: string[];
  anchorsFile: string;
  anchorCount: number;
  /** What the store's own user could do to the log beyond appending; empty where it cannot. */
  storeProblems: string[];
  /** Statements that would take it from it. */
  storeRemedy: string;
  error: ActionError | null;
};

/** Who makes an export of what: an incident's code, or everything. */
export const exportAuditSchema = z.object({ chain: z.string().max(60).default('') });
