import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import { mayDo } from './permissions';

export type MessageFacts = {
  state: string;
  kind: string;
  byId: string | null;
  /** Its channel is connected, so that it can be sent. */
  isConnected: boolean;
  isIncidentOpen: boolean;
};

/** What this person may do about one message; the use cases refuse what is not listed here. */
export function messageActions(message: MessageFacts, actor: { id: string; role: Role }): AllowedAction[] {
  if (!mayDo(actor.role, 'message.write')) return [];
  if (message.state === 'tell_yourself') return [told()];
  if (message.state === 'failed') return [...(message.isConnected ? [again()] : []), told()];
  return message.state === 'draft' ? draftActions(message, actor) : [];
}

const told = () => action('message-told', 'I told them', 'Counts as told, by your name.');
const again = () => action('message-again', 'Send again', 'Tries again for some minutes.');

/** A second person lets a customer text out: whoever wrote it sees why they cannot, and may withdraw it. */
function draftActions(message: MessageFacts, actor: { id: string; role: Role }): AllowedAction[] {
  const isAuthor = message.byId === actor.id;
  const mayConfirm = mayDo(actor.role, 'message.confirm');
  const withdraw =
    isAuthor || mayConfirm
      ? [action('message-withdraw', 'Withdraw it', 'It is not sent; the log shows your reason.', { needsReason: true })]
      : [];
  // After the end customers are told that it is over, and nothing else.
  if (!message.isIncidentOpen && message.kind !== 'resolved') return withdraw;
  const disabledBecause = isAuthor
    ? 'You wrote it, so somebody else has to let it out: a team lead, an executive or a manager.'
    : mayConfirm
      ? undefined
      : 'A team lead, an executive or a manager lets it out.';
  const about = message.isConnected ? 'Sends it to customers.' : 'Counts as agreed; a person then tells them.';
  return [action('message-confirm', 'Let it out', about, { isPrimary: true, disabledBecause }), ...withdraw];
}
