import type { MessageKind, MessageState } from '@/lib/contracts/message';

/** States in which somebody has really heard of it: sent as the channel says, or told as a person says. */
export const HEARD_STATES: readonly MessageState[] = ['sent', 'told_by_person'];

/**
 * Kinds that tell the team how things stand. Only they open the way to the first step: a request for approval or a
 * reminder goes to a few people only.
 */
export const TEAM_KINDS: readonly MessageKind[] = ['notification', 'update'];

/** Whether the team was told by this message. One that waits, failed or is still to be told does not count. */
export function tellsTeam(message: { audience: string; kind: string; state: string }): boolean {
  return (
    message.audience === 'internal' &&
    (TEAM_KINDS as readonly string[]).includes(message.kind) &&
    (HEARD_STATES as readonly string[]).includes(message.state)
  );
}
