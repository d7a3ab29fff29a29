import { describe, expect, it } from 'vitest';
import { MESSAGE_KINDS, MESSAGE_STATES } from '@/lib/contracts/message';
import { tellsTeam } from './message-states';

const message = { audience: 'internal', kind: 'notification', state: 'sent' };

describe('the team counts as told', () => {
  it.each(MESSAGE_STATES.map((state) => [state, ['sent', 'told_by_person'].includes(state)] as const))(
    'by a message that is %s: %s',
    (state, isTold) => {
      expect(tellsTeam({ ...message, state })).toBe(isTold);
    },
  );

  it.each(MESSAGE_KINDS.map((kind) => [kind, ['notification', 'update'].includes(kind)] as const))(
    'by a message of the kind %s: %s',
    (kind, isTold) => {
      expect(tellsTeam({ ...message, kind })).toBe(isTold);
    },
  );

  it('never by what customers read', () => {
    expect(tellsTeam({ ...message, audience: 'customer' })).toBe(false);
  });
});
