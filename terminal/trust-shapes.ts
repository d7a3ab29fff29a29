import { z } from 'zod';
import type { AuditVerdict } from '@/lib/contracts/audit-view';
import type { BrokenGlassView } from '@/lib/contracts/break-glass';
import type { DelegationView } from '@/lib/contracts/delegation';

/** What `--json` prints as `value` of the commands about the log, its keys, and who decides for whom; the same promises as shapes.ts. */
const time = z.iso.datetime();

export const auditVerdictShape = z.strictObject({
  isWhole: z.boolean(),
  /** How many chains were not looked at. */
  unchecked: z.int(),
  chains: z.array(
    z.strictObject({
      /** Null for the console's own chain. */
      incident: z.string().nullable(),
      isWhole: z.boolean(),
      atSeq: z.int().nullable(),
      because: z.string(),
      events: z.int(),
      anchors: z.int(),
    }),
  ),
  anchorProblems: z.array(z.string()),
  storeProblems: z.array(z.string()),
});
export const auditExportShape = z.strictObject({
  export: z.string(),
  incident: z.string().nullable(),
  file: z.string(),
});
export const secretsShape = z.strictObject({
  /** The fingerprint of the key that everything is under now. */
  to: z.string(),
  changed: z.record(z.string(), z.int()),
  left: z.array(z.string()),
});

export function toAuditVerdict(verdict: AuditVerdict): z.infer<typeof auditVerdictShape> {
  const { isWhole, unchecked, anchorProblems, storeProblems } = verdict;
  const chains = verdict.chains.map(({ code, isWhole: holds, atSeq, because, count, anchors }) => {
    return { incident: code, isWhole: holds, atSeq, because, events: count, anchors };
  });
  return { isWhole, unchecked, chains, anchorProblems, storeProblems };
}

export const brokenGlassShape = z.strictObject({
  id: z.uuid(),
  incident: z.string(),
  by: z.string(),
  at: time,
  reason: z.string(),
  procedure: z.string(),
  target: z.string(),
  planHash: z.string(),
  wasStarted: z.boolean(),
  verdict: z.enum(['justified', 'not_justified']).nullable(),
  note: z.string(),
  reviewedBy: z.string().nullable(),
  canReview: z.boolean(),
});
export type BrokenGlass = z.infer<typeof brokenGlassShape>;
export const toBrokenGlass = (one: BrokenGlassView): BrokenGlass => ({
  id: one.reviewId,
  incident: one.incidentCode,
  by: one.by,
  at: one.at,
  reason: one.reason,
  procedure: one.procedureTitle,
  target: one.targetName,
  planHash: one.planHash,
  wasStarted: one.wasStarted,
  verdict: one.review?.verdict ?? null,
  note: one.review?.note ?? '',
  reviewedBy: one.review?.by ?? null,
  canReview: one.actions.length > 0,
});

export const delegationShape = z.strictObject({
  id: z.uuid(),
  from: z.string(),
  to: z.string(),
  role: z.string(),
  startsAt: time,
  endsAt: time,
  reason: z.string(),
  state: z.enum(['planned', 'in_force']),
  canEnd: z.boolean(),
});
export const toDelegation = ({ canRevoke, ...one }: DelegationView): z.infer<typeof delegationShape> => ({
  ...one,
  canEnd: canRevoke,
});
