import { describe, expect, it } from 'vitest';
import type { ApprovalNeed } from '@/lib/contracts/approval-need';
import { type Role, roleSchema, severitySchema } from '@/lib/contracts/runbook';
import { type GivenDecision, needsOf, needWords, rolesFor, rolesOfNeeds, standingOf } from './approval-needs';

const need = (roles: Role[], quorum = 1, isSeparate = false): ApprovalNeed => ({
  roles,
  quorum,
  isSeparate,
  because: 'the test says so',
});
const yes = (personId: string, role: Role, onBehalfOfId: string | null = null): GivenDecision => ({
  personId,
  role,
  onBehalfOfId,
  verdict: 'approved',
});
const no = (personId: string, role: Role): GivenDecision => ({ ...yes(personId, role), verdict: 'denied' });

const LEADS: Role[] = ['team_lead', 'executive'];
const one = [need(['executive'])];
const two = [need(LEADS, 2)];
const separate = [need(LEADS, 2, true)];
const both = [need(LEADS, 2), need(['executive'])];
const three = [need(['engineer', 'team_lead', 'executive'], 3, true)];

type Row = [promise: string, needs: ApprovalNeed[], decisions: GivenDecision[], state: string, given: string];
const THRESHOLDS: Row[] = [
  ['nothing said leaves it open', one, [], 'open', '0 of 1'],
  ['one of the role is enough where one is asked for', one, [yes('x', 'executive')], 'approved', '1 of 1'],
  ['another role does not count', one, [yes('l', 'team_lead')], 'open', '1 of 2'],
  [
    'a higher word does not help where the role is not asked for',
    [need(['team_lead'])],
    [yes('x', 'executive')],
    'open',
    '1 of 2',
  ],
  ['one of two leaves it open', two, [yes('l', 'team_lead')], 'open', '1 of 2'],
  [
    'two different people of one role are two',
    two,
    [yes('l', 'team_lead'), yes('m', 'team_lead')],
    'approved',
    '2 of 2',
  ],
  ['the same person twice is one', two, [yes('l', 'team_lead'), yes('l', 'team_lead')], 'open', '1 of 2'],
  ['the same person in two roles is one', two, [yes('l', 'team_lead'), yes('l', 'executive')], 'open', '1 of 2'],
  ['two of one role are not separate', separate, [yes('l', 'team_lead'), yes('m', 'team_lead')], 'open', '2 of 3'],
  ['two of two roles are separate', separate, [yes('l', 'team_lead'), yes('x', 'executive')], 'approved', '2 of 2'],
  [
    'one person with both roles is not two',
    separate,
    [yes('l', 'team_lead'), yes('l', 'executive', 'x')],
    'open',
    '1 of 2',
  ],
  [
    'who has two roles is counted in the one that is left',
    separate,
    [yes('a', 'team_lead'), yes('a', 'executive', 'x'), yes('b', 'team_lead')],
    'approved',
    '2 of 2',
  ],
  ['three roles take three people', three, [yes('e', 'engineer'), yes('l', 'team_lead')], 'open', '2 of 3'],
  [
    'and are met by them',
    three,
    [yes('e', 'engineer'), yes('l', 'team_lead'), yes('x', 'executive')],
    'approved',
    '3 of 3',
  ],
  ['every need has to be met', both, [yes('l', 'team_lead'), yes('m', 'team_lead')], 'open', '2 of 3'],
  ['and one person can meet several', both, [yes('l', 'team_lead'), yes('x', 'executive')], 'approved', '2 of 2'],
  [
    'a delegate and whom they stand for are one',
    two,
    [yes('d', 'executive', 'x'), yes('x', 'executive')],
    'open',
    '1 of 2',
  ],
  [
    'two delegates of one person are one',
    two,
    [yes('d', 'executive', 'x'), yes('e', 'executive', 'x')],
    'open',
    '1 of 2',
  ],
  [
    'a chain of them is one, in whatever order they decided',
    two,
    [yes('d', 'executive', 'x'), yes('f', 'team_lead', 'y'), yes('d', 'team_lead', 'y')],
    'open',
    '1 of 2',
  ],
  [
    'a delegate and somebody else are two',
    two,
    [yes('d', 'executive', 'x'), yes('l', 'team_lead')],
    'approved',
    '2 of 2',
  ],
  ['a denial is the end', two, [no('l', 'team_lead')], 'denied', '0 of 2'],
  ['a denial beats what was approved before', two, [yes('l', 'team_lead'), no('x', 'executive')], 'denied', '1 of 2'],
  [
    'a denial beats what would be approved later',
    one,
    [no('x', 'executive'), yes('y', 'executive')],
    'denied',
    '1 of 1',
  ],
  [
    'a denial beats as many as one likes',
    two,
    [yes('a', 'team_lead'), yes('b', 'executive'), no('c', 'executive')],
    'denied',
    '2 of 2',
  ],
];

describe('what has become of a request', () => {
  it.each(THRESHOLDS)('%s', (_, needs, decisions, state, progress) => {
    const standing = standingOf(needs, decisions);
    expect(standing.state).toBe(state);
    expect(`${standing.given} of ${standing.wanted}`).toBe(progress);
  });

  it.each(THRESHOLDS)('%s, in whatever order it was said', (_, needs, decisions, state) => {
    expect(standingOf(needs, [...decisions].reverse()).state).toBe(state);
  });
});

describe('what a plan needs', () => {
  it.each(severitySchema.options)('at %s is one of whom the severity lets decide', (severity) => {
    expect(needsOf(severity, [])).toEqual([
      { roles: rolesFor(severity), quorum: 1, isSeparate: false, because: `severity ${severity}` },
    ]);
  });

  it('at a severity that nobody knows is what a critical one needs', () => {
    for (const severity of ['', 'CRITICAL', 'none', 'toString', '__proto__'])
      expect(rolesOfNeeds(needsOf(severity, []))).toEqual(['executive']);
  });

  it('is what its highest step needs', () => {
    const needs = needsOf('medium', [
      { ask: {}, because: 'step one' },
      { ask: { roles: ['executive'] }, because: 'step two' },
    ]);
    expect(needs).toEqual([{ roles: ['executive'], quorum: 1, isSeparate: false, because: 'step two' }]);
  });

  it('never gets less by what a runbook asks for', () => {
    for (const severity of severitySchema.options) {
      for (const role of roleSchema.options) {
        const asks = [{ ask: { roles: ['engineer' as const], quorum: 1 }, because: 'a runbook' }];
        const before = standingOf(needsOf(severity, []), [yes('p', role)]).state;
        const after = standingOf(needsOf(severity, asks), [yes('p', role)]).state;
        expect(before === 'approved' || after === 'open').toBe(true);
      }
    }
  });

  it('takes two people of the severity’s roles where only a quorum is asked for', () => {
    expect(needsOf('high', [{ ask: { quorum: 2 }, because: 'step' }])).toEqual([
      { roles: LEADS, quorum: 2, isSeparate: false, because: 'step' },
    ]);
  });

  it('names each once, though two steps ask for the same', () => {
    const asks = ['one', 'two'].map((because) => ({ ask: { quorum: 2, separate: true }, because }));
    expect(needsOf('high', asks).map(({ because }) => because)).toEqual(['one']);
  });
});

it.each([
  [needsOf('critical', []), 'critical', 'an executive'],
  [needsOf('high', [{ ask: { quorum: 2 }, because: '' }]), 'high', '2 people: team lead, executive'],
  [
    needsOf('high', [{ ask: { quorum: 2, separate: true }, because: '' }]),
    'high',
    '2 people: team lead, executive (a role each)',
  ],
  [
    needsOf('high', [
      { ask: { quorum: 2 }, because: '' },
      { ask: { roles: ['executive'] as const as ['executive'] }, because: '' },
    ]),
    'high',
    '2 people: team lead, executive, and one of: executive',
  ],
] as const)('%# is said in words', (needs, severity, words) => {
  expect(needWords(needs, severity)).toBe(words);
});
