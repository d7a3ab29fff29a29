import { describe, expect, it } from 'vitest';
import type { HandOverKind } from '@/lib/contracts/hand-over';
import type { Role } from '@/lib/contracts/runbook';
import {
  answerActions,
  doesStand,
  type Offer,
  offerActions,
  passesWheel,
  type Scene,
  whyNotNudge,
  whyNotOffer,
  whyNotReceive,
} from './hand-over';
import { RUN_STATES } from './run-states';

const at = new Date('2026-11-23T03:00:00Z');
const kim = { id: 'kim', role: 'engineer' as Role };
const dora = { id: 'dora', role: 'engineer' as Role };
const lea = { id: 'lea', role: 'team_lead' as Role };
const run = { id: 'run', state: 'waiting', driverId: 'kim', deciderIds: ['lea'] } as const;
const scene = (over: Partial<Scene> = {}): Scene => ({ isIncidentOpen: true, leadId: 'kim', run, ...over });
const offer = (kind: HandOverKind, over: Partial<Offer> = {}): Offer => ({
  id: 'offer',
  kind,
  state: 'offered',
  runId: kind === 'wheel' ? 'run' : null,
  fromId: 'kim',
  toId: 'dora',
  offeredById: 'kim',
  toldAt: new Date(at.getTime() - 120_000),
  ...over,
});
const keys = (actions: { key: string }[]) => actions.map(({ key }) => key);

describe('an offer', () => {
  it.each(RUN_STATES)('of the wheel stands while the run holds its target: %s', (state) => {
    expect(doesStand(offer('wheel'), scene({ run: { ...run, state } }))).toBe(
      state === 'running' || state === 'waiting',
    );
    expect(doesStand(offer('incident'), scene({ run: { ...run, state } }))).toBe(true);
  });
  it.each([
    ['wheel', { run: { ...run, driverId: 'somebody' } }, 'somebody else drives'],
    ['wheel', { run: { ...run, id: 'another' } }, 'another run is under way'],
    ['wheel', { run: null }, 'there is no run'],
    ['incident', { leadId: 'somebody' }, 'somebody else leads'],
    ['incident', { isIncidentOpen: false }, 'the incident is closed'],
  ] as [HandOverKind, Partial<Scene>, string][])('of the %s lapses where %o: %s', (kind, over) => {
    expect(doesStand(offer(kind), scene(over))).toBe(false);
  });
  it.each(['accepted', 'declined', 'withdrawn', 'lapsed'] as const)('that was %s stands no more', (state) => {
    expect(doesStand(offer('incident', { state }), scene())).toBe(false);
  });
});

describe('who offers', () => {
  it('the incident: whoever leads it, or a lead in their place, so that one who is away keeps it from nobody', () => {
    expect(whyNotOffer('incident', scene(), kim)).toBeNull();
    expect(whyNotOffer('incident', scene(), lea)).toBeNull();
    expect(whyNotOffer('incident', scene(), dora)).toContain('Whoever leads');
    expect(whyNotOffer('incident', scene({ isIncidentOpen: false }), kim)).toContain('closed');
  });
  it('the wheel: its driver alone, while there is one', () => {
    expect(whyNotOffer('wheel', scene(), kim)).toBeNull();
    expect(whyNotOffer('wheel', scene(), lea)).toContain('You can take it');
    expect(whyNotOffer('wheel', scene({ run: { ...run, state: 'approved' } }), kim)).toContain('No rollback');
  });
  it('is offered buttons for that, and nobody else is', () => {
    expect(keys(offerActions(scene(), kim))).toEqual(['hand-over-incident', 'hand-over-wheel']);
    expect(keys(offerActions(scene(), lea))).toEqual(['hand-over-incident']);
    expect(offerActions(scene(), dora)).toEqual([]);
  });
});

describe('who receives', () => {
  it.each(['manager', 'administrator'] as const)('never a %s, who drives nothing', (role) => {
    for (const kind of ['incident', 'wheel'] as const)
      expect(whyNotReceive(kind, scene(), { id: 'x', role })).toContain('does not drive');
  });
  it('never who approved the plan, on either way, until that run is over', () => {
    for (const kind of ['incident', 'wheel'] as const)
      expect(whyNotReceive(kind, scene(), lea)).toContain('approved the plan');
    expect(whyNotReceive('incident', scene({ run: { ...run, state: 'succeeded' } }), lea)).toBeNull();
  });
  it('nobody twice', () => {
    expect(whyNotReceive('incident', scene(), kim)).toBe('They lead it already.');
    expect(whyNotReceive('wheel', scene(), kim)).toBe('They drive already.');
    expect(whyNotReceive('wheel', scene(), dora)).toBeNull();
  });
  it('gets the wheel with the incident where whoever hands it over holds it, and not from under a third person', () => {
    expect(passesWheel(offer('incident'), scene())).toBe(true);
    expect(passesWheel(offer('incident'), scene({ run: { ...run, driverId: null } }))).toBe(true);
    expect(passesWheel(offer('incident'), scene({ run: { ...run, driverId: 'third' } }))).toBe(false);
    expect(passesWheel(offer('incident'), scene({ run: { ...run, state: 'approved' } }))).toBe(false);
  });
});

describe('an answer', () => {
  it('is its addressee’s; they read in their own words why it cannot be theirs any more', () => {
    expect(keys(answerActions(offer('incident'), scene(), dora, at))).toEqual([
      'hand-over-accept',
      'hand-over-decline',
    ]);
    const [accept] = answerActions(offer('wheel', { toId: 'lea' }), scene(), lea, at);
    expect(accept?.disabledBecause).toBe('You approved the plan, so somebody else has to drive it.');
  });
  it('can be nudged by whoever may drive, and the offer is taken back by those who have it or made it', () => {
    expect(keys(answerActions(offer('incident'), scene(), kim, at))).toEqual(['hand-over-nudge', 'hand-over-withdraw']);
    expect(keys(answerActions(offer('incident', { offeredById: 'lea' }), scene(), lea, at))).toEqual([
      'hand-over-nudge',
      'hand-over-withdraw',
    ]);
    expect(keys(answerActions(offer('incident'), scene(), { id: 'eve', role: 'engineer' }, at))).toEqual([
      'hand-over-nudge',
    ]);
    expect(answerActions(offer('incident'), scene(), { id: 'max', role: 'manager' }, at)).toEqual([]);
  });
  it('is not asked for twice in a minute', () => {
    expect(whyNotNudge(new Date(at.getTime() - 59_000), at)).toContain('1.0 s');
    expect(whyNotNudge(new Date(at.getTime() - 60_000), at)).toBeNull();
  });
});
