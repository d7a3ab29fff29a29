import { describe, expect, it } from 'vitest';
import { type Role, roleSchema } from '@/lib/contracts/runbook';
import { type MessageFacts, messageActions } from './message-actions';

const draft: MessageFacts = { state: 'draft', kind: 'update', byId: 'author', isConnected: true, isIncidentOpen: true };
const offered = (over: Partial<MessageFacts>, role: Role = 'team_lead', id = 'somebody') =>
  messageActions({ ...draft, ...over }, { id, role });
const keys = (...given: Parameters<typeof offered>) => offered(...given).map(({ key }) => key);
const SECOND: readonly Role[] = ['team_lead', 'executive', 'manager'];

describe('a message', () => {
  it.each<[string, boolean, string[]]>([
    ['tell_yourself', true, ['message-told']],
    ['tell_yourself', false, ['message-told']],
    ['failed', true, ['message-again', 'message-told']],
    ['failed', false, ['message-told']],
    ['draft', true, ['message-confirm', 'message-withdraw']],
    ['queued', true, []],
    ['sending', true, []],
    ['sent', true, []],
    ['told_by_person', true, []],
    ['cancelled', true, []],
  ])('that is %s, its channel connected: %s, offers %j', (state, isConnected, actions) => {
    expect(keys({ state, isConnected })).toEqual(actions);
  });
});

describe('a text to customers', () => {
  it.each(roleSchema.options)('is let out by a %s who did not write it only where the role may', (role) => {
    const [confirm] = offered({}, role);
    expect(confirm).toMatchObject({ key: 'message-confirm', isPrimary: true });
    expect(confirm?.disabledBecause === undefined).toBe(SECOND.includes(role));
  });

  it.each(roleSchema.options)('is never let out by its author, a %s, who reads why', (role) => {
    const confirm = offered({ byId: 'me' }, role, 'me')[0];
    expect(confirm?.disabledBecause).toContain('You wrote it');
  });

  it.each<[Role, string, boolean]>([
    ['engineer', 'author', true],
    ['engineer', 'somebody', false],
    ['administrator', 'somebody', false],
    ['manager', 'somebody', true],
  ])('is withdrawn, with a reason, by its author or whoever could let it out: %s, %s: %s', (role, id, may) => {
    const withdraw = offered({}, role, id).find(({ key }) => key === 'message-withdraw');
    expect(withdraw !== undefined).toBe(may);
    if (may) expect(withdraw?.needsReason).toBe(true);
  });

  it('is let out after the incident only where it says that all is over', () => {
    expect(keys({ isIncidentOpen: false })).toEqual(['message-withdraw']);
    expect(keys({ isIncidentOpen: false, kind: 'resolved' })).toEqual(['message-confirm', 'message-withdraw']);
  });

  it('says that a person tells it where no channel does', () => {
    expect(offered({ isConnected: false })[0]?.about).toContain('a person then tells them');
  });
});
