import { describe, expect, it } from 'vitest';
import { type Role, roleSchema, severitySchema } from '@/lib/contracts/runbook';
import {
  type ApprovalFacts,
  assertMayDecide,
  capacityOf,
  type Decider,
  REMIND_GAP_MS,
  whyNotDecide,
  whyNotRemind,
} from './approval';
import { AppError } from './errors';
import { APPROVER_ROLES } from './permissions';
import { approvalFacts } from './testing/fixtures';

const NOW = new Date('2025-08-25T10:30:00.000Z');
const lead = { id: 'lead', role: 'team_lead' as Role };
const why = (over: Partial<ApprovalFacts>, person: Decider = lead, now = NOW) =>
  whyNotDecide(approvalFacts(over), person, now);

it('another person of the right role may decide', () => {
  expect(why({})).toBeNull();
  expect(why({}, { id: 'boss', role: 'executive' })).toBeNull();
});

describe('never decides on a plan', () => {
  const parts = {
    'whoever asked for it': { requestedById: 'me' },
    'whoever prepared it': { preparedById: 'me' },
    'whoever started it': { startedById: 'me' },
    'whoever drives it': { driverId: 'me' },
    'whoever asked for the approval of the run’s plan': { planAskedById: 'me' },
  };
  const cases = Object.entries(parts).flatMap(([who, over]) =>
    roleSchema.options.map((role) => [who, role, over] as const),
  );

  it.each(cases)('%s, as %s', (_, role, over) => {
    // Even where every role would do, so that nothing but the part in the plan can be the reason.
    const roles = [...roleSchema.options];
    expect(why({ ...over, roles }, { id: 'me', role })).toContain('another person has to decide');
  });

  it.each(['manager', 'administrator'] as const)('a %s, at any severity', (role) => {
    for (const severity of severitySchema.options) {
      expect(why({ roles: APPROVER_ROLES[severity] }, { id: 'admin', role })).toContain(`Your role is ${role}`);
    }
  });
});

describe('a role counts for its own severity and below, never upward', () => {
  it.each<[role: Role, severity: keyof typeof APPROVER_ROLES, may: boolean]>([
    ['engineer', 'critical', false],
    ['engineer', 'high', false],
    ['engineer', 'medium', true],
    ['engineer', 'low', false],
    ['team_lead', 'critical', false],
    ['team_lead', 'high', true],
    ['team_lead', 'medium', true],
    ['team_lead', 'low', true],
    ['executive', 'critical', true],
    ['executive', 'high', true],
    ['executive', 'medium', true],
    ['executive', 'low', true],
  ])('%s at %s: %s', (role, severity, may) => {
    expect(why({ roles: APPROVER_ROLES[severity] }, { id: 'me', role }) === null).toBe(may);
  });

  it('and the refusal names who can', () => {
    expect(why({ roles: APPROVER_ROLES.high }, { id: 'me', role: 'engineer' })).toBe(
      'Your role is engineer; this plan needs team lead or executive.',
    );
  });
});

describe('a request is over', () => {
  it.each([
    ['approved', 'approved already'],
    ['denied', 'a denial ends the request'],
    ['void', 'void'],
    ['expired', 'expired'],
    ['used', 'used'],
    ['withdrawn', 'withdrawn'],
  ] as const)('once it is %s, for everybody', (state, words) => {
    for (const role of roleSchema.options) expect(why({ state }, { id: 'me', role })).toContain(words);
  });

  it('from the moment at which it expires', () => {
    const at = (ms: number) => why({ expiresAt: NOW }, lead, new Date(NOW.getTime() + ms));
    expect(at(-1)).toBeNull();
    expect(at(0)).toContain('expired');
    expect(at(1)).toContain('expired');
  });

  it('when the incident is closed', () => {
    expect(why({ isIncidentOpen: false })).toContain('closed');
  });
});

it('a person counts once, and another still may', () => {
  const by = (personId: string) => [{ personId, role: 'team_lead', onBehalfOfId: null, verdict: 'approved' }] as const;
  expect(why({ decisions: by('lead') })).toContain('a person counts once');
  expect(why({ decisions: by('somebody') })).toBeNull();
});

describe('who stands for somebody', () => {
  const delegate = { id: 'delegate', role: 'engineer' as Role, standsFor: [{ id: 'boss', role: 'executive' as Role }] };
  const yes = (personId: string, onBehalfOfId: string | null = null) =>
    ({ personId, onBehalfOfId, role: 'executive', verdict: 'approved' }) as const;

  it('decides in that role, and is recorded for whom', () => {
    expect(why({ roles: ['executive'] }, delegate)).toBeNull();
    expect(capacityOf(approvalFacts({ roles: ['executive'] }), delegate)).toEqual({
      role: 'executive',
      onBehalfOfId: 'boss',
    });
  });

  it.each(['requestedById', 'preparedById', 'startedById', 'driverId', 'planAskedById'] as const)(
    'decides neither on what is their own nor on what is of whom they stand for (%s)',
    (part) => {
      expect(why({ roles: ['executive'], [part]: 'delegate' }, delegate)).toContain('another person has to decide');
      expect(why({ roles: ['executive'], [part]: 'boss' }, delegate)).toContain('has a part in it');
    },
  );

  it('does not decide for somebody who has decided, or whom another stood for', () => {
    const facts = { roles: ['executive'] };
    expect(why({ ...facts, decisions: [yes('boss')] }, delegate)).toContain('decided already');
    expect(why({ ...facts, decisions: [yes('other', 'boss')] }, delegate)).toContain('decided already');
  });

  it('decides in their own role where that does as well, and in the lent one where it brings the request further', () => {
    const lead = { ...delegate, role: 'team_lead' as Role };
    expect(capacityOf(approvalFacts(), lead)).toEqual({ role: 'team_lead', onBehalfOfId: null });
    const need = { roles: ['executive' as Role], quorum: 1, isSeparate: false, because: 'a step' };
    const facts = approvalFacts();
    expect(capacityOf({ ...facts, needs: [...facts.needs, need] }, lead)).toEqual({
      role: 'executive',
      onBehalfOfId: 'boss',
    });
  });
});

describe('the guard', () => {
  const refusal = (over: Partial<ApprovalFacts>, person = lead) => {
    try {
      assertMayDecide(approvalFacts(over), person, NOW);
    } catch (error) {
      return error as AppError;
    }
    return null;
  };

  it('lets through whom the rule lets through', () => {
    expect(refusal({})).toBeNull();
  });

  it('says forbidden to a person, and conflict where the request is over', () => {
    expect(refusal({ requestedById: 'lead' })).toMatchObject({ code: 'forbidden' });
    expect(refusal({ state: 'denied' })).toMatchObject({ code: 'conflict' });
    expect(refusal({ state: 'void' })).toBeInstanceOf(AppError);
  });

  it('says that nothing was changed', () => {
    expect(refusal({ requestedById: 'lead' })?.message).toContain('Nothing was changed.');
  });
});

it.each([
  [0, 'They were told 0 ms ago; you can remind them again in 2 min 0 s.'],
  [REMIND_GAP_MS - 30_000, 'They were told 1 min 30 s ago; you can remind them again in 30 s.'],
  [REMIND_GAP_MS, null],
])('those who may decide, told %i ms ago, are reminded again only after the gap', (agoMs, because) => {
  expect(whyNotRemind(new Date(NOW.getTime() - agoMs), NOW)).toBe(because);
});
