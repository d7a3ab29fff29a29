import 'server-only';
import type { Denial } from '@/lib/contracts/denial';
import { standingDenials } from '@/lib/domain/denials';
import type { Transaction } from '../audit/append-event';

type Asked = { incidentId: string; planHash: string | null; choice: string };

/**
 * Every no that a plan got in this incident, whatever run it was asked for, newest first: whoever decides sees them all,
 * and those that are of the plan asked about now bind it. `before`: only requests that were made earlier.
 */
export async function listDenials(tx: Transaction, of: Asked, before?: Date): Promise<Denial[]> {
  const requests = await tx.approval.findMany({
    where: {
      run: { incidentId: of.incidentId },
      sideStepId: null,
      state: { in: ['denied', 'approved', 'used'] },
      ...(before && { requestedAt: { lt: before } }),
    },
    select: { ...said, kind: true, planHash: true, choice: true, run: { select: { procedureKey: true } } },
    orderBy: { requestedAt: 'desc' },
  });
  const standing = standingDenials(requests, of);
  return requests
    .filter(({ state }) => state === 'denied')
    .map((one) => ({ ...saidNo(one), what: `procedure ${one.run.procedureKey}`, isOfThis: standing.includes(one) }));
}

/** The same for one act beside a plan: what was asked for about the same thing, in the same run. */
export async function listDenialsBeside(
  tx: Transaction,
  of: { runId: string; subject: string },
  before?: Date,
): Promise<Denial[]> {
  const denied = await tx.approval.findMany({
    where: { state: 'denied', sideStep: of, ...(before && { requestedAt: { lt: before } }) },
    select: said,
    orderBy: { requestedAt: 'desc' },
  });
  return denied.map((one) => ({ ...saidNo(one), what: 'the same', isOfThis: true }));
}

const said = {
  state: true,
  decidedAt: true,
  requestedAt: true,
  decisions: { where: { verdict: 'denied' }, select: { reason: true, at: true, person: { select: { name: true } } } },
} as const;

type Said = {
  decidedAt: Date | null;
  requestedAt: Date;
  decisions: { reason: string; at: Date; person: { name: string } }[];
};

function saidNo({ decisions: [no], decidedAt, requestedAt }: Said): Pick<Denial, 'by' | 'reason' | 'at'> {
  const at = no?.at ?? decidedAt ?? requestedAt;
  return { by: no?.person.name ?? 'Somebody', reason: no?.reason ?? '', at: at.toISOString() };
}
