import { describe, expect, it } from 'vitest';
import { MESSAGE_KINDS, MESSAGE_STATES } from '@/lib/contracts/message';
import { tellingOf, tellsTeam, whyUntold } from './message-states';

const lead = { key: 'lead', name: 'Database Team Lead', when: { always: true } };
const ops = { key: 'ops', name: 'DevOps Team Lead', when: { severities: ['critical' as const] } };
const message = (over: Partial<Parameters<typeof whyUntold>[1][number]> = {}) => ({
  audience: 'internal',
  kind: 'notification',
  state: 'sent',
  reaches: ['lead'],
  ...over,
});

describe('the first step waits until whoever hears of every rollback has heard of this one', () => {
  it.each([
    ['a mail to them that was taken', [message()], true],
    ['a person’s word that they told them', [message({ state: 'told_by_person' })], true],
    ['an update to them', [message({ kind: 'update' })], true],
    ['nothing', [], false],
    ['what the room got', [message({ reaches: [] })], false],
    ['what another contact got', [message({ reaches: ['ops'] })], false],
    ['two texts, of which theirs failed', [message({ reaches: ['ops'] }), message({ state: 'failed' })], false],
    ['what customers got', [message({ audience: 'customer' })], false],
  ])('%s', (_, messages, isOpen) => {
    expect(whyUntold([lead, ops], messages) === null).toBe(isOpen);
  });

  it('and it says who that is', () => {
    expect(whyUntold([lead, ops], [])).toBe(
      'Tell the team first: Database Team Lead hears of every rollback before any step runs.',
    );
  });

  it('or, where the runbook names nobody, until anybody has', () => {
    expect(whyUntold([ops], [])).toBe('Tell the team first: they hear of it before any step runs.');
    expect(whyUntold([ops], [message({ reaches: [] })])).toBeNull();
  });
});

it('only what is sent or told counts, and only what tells how things stand', () => {
  expect(MESSAGE_STATES.filter((state) => tellsTeam(message({ state })))).toEqual(['told_by_person', 'sent']);
  expect(MESSAGE_KINDS.filter((kind) => tellsTeam(message({ kind })))).toEqual(['notification', 'update']);
});

describe('how a level’s people were told is the word of the rows that are theirs', () => {
  const row = (state: string, ...reaches: string[]) => ({ state, reaches });
  it.each([
    ['told', [row('sent', 'lead')]],
    ['told', [row('told_by_person', 'lead', 'ops')]],
    ['told', [row('failed'), row('sent', 'lead')]],
    ['sending', [row('sent'), row('queued', 'lead')]],
    ['sending', [row('sending', 'lead'), row('sent', 'ops')]],
    ['failed', [row('sent'), row('failed', 'lead')]],
    ['tell_yourself', [row('sent'), row('tell_yourself', 'lead'), row('failed', 'ops')]],
    ['failed', [row('failed')]],
    [null, []],
    [null, [row('cancelled', 'lead')]],
  ])('%s', (telling, rows) => {
    expect(tellingOf(['lead', 'ops'], rows)).toBe(telling);
  });
});
