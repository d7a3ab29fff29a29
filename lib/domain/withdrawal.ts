import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import type { ApprovalFacts } from './approval';
import { AppError } from './errors';
import { mayDo } from './permissions';

type Facts = Pick<ApprovalFacts, 'state' | 'requestedById' | 'decisions'>;
export type WithdrawnBy = 'asker' | 'approver';

/**
 * As whom this person may end a request that nothing has been run with: who asked for it, or who approved it and no longer
 * wants to. Null where they are neither, or where there is nothing left to withdraw.
 */
export function mayWithdrawAs({ state, requestedById, decisions }: Facts, personId: string): WithdrawnBy | null {
  if (state !== 'requested' && state !== 'approved') return null;
  if (requestedById === personId) return 'asker';
  // Whoever somebody approved for can take that back as well: it was their word.
  const own = decisions.filter((d) => d.personId === personId || d.onBehalfOfId === personId);
  return own.some(({ verdict }) => verdict === 'approved') ? 'approver' : null;
}

export function assertMayWithdraw(facts: Facts, personId: string): WithdrawnBy {
  const as = mayWithdrawAs(facts, personId);
  if (as) return as;
  const isOver = facts.state !== 'requested' && facts.state !== 'approved';
  throw new AppError(
    isOver ? 'conflict' : 'forbidden',
    isOver
      ? `This request is ${facts.state} by now, so there is nothing to withdraw. Nothing was changed.`
      : 'Only who asked for it, or who approved it, can withdraw it. Nothing was changed.',
    isOver ? 'A run under way is aborted in its room.' : 'Deny it, or ask them.',
  );
}

export const WITHDRAW_WORDS: Record<WithdrawnBy, { label: string; about: string }> = {
  asker: { label: 'Withdraw the request', about: 'Ends the request; the plan can then be changed and asked for anew.' },
  approver: {
    label: 'Take your approval back',
    about: 'Ends the request before anything runs; the driver sees your reason and has to ask anew.',
  },
};

/** What can be done about an act beside the plan while it is asked for; `argument` names the request. */
export function requestActions(
  facts: ApprovalFacts,
  argument: string,
  me: { id: string; role: Role },
): AllowedAction[] {
  const as = mayWithdrawAs(facts, me.id);
  const remind = action('remind-approvers', 'Remind them', 'Tells those who can approve once more, with the link.', {
    argument,
  });
  const withdraw =
    as && action('withdraw', WITHDRAW_WORDS[as].label, WITHDRAW_WORDS[as].about, { argument, needsReason: true });
  return [...(mayDo(me.role, 'run.request-approval') ? [remind] : []), ...(withdraw ? [withdraw] : [])];
}
