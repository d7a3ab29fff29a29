import { describe, expect, it } from 'vitest';
import { CHECKLIST_KEYS, type ChecklistKey } from '@/lib/contracts/drill-plan';
import { type ChecklistFacts, deriveChecklist, openLines, PERSON_LINES } from './drill-checklist';

const LINES = CHECKLIST_KEYS.map((key) => ({ key, title: key }));
const AT = '2026-11-03T10:05:00.000Z';
const tick = { byId: 'kim', byName: 'Kim', at: AT, note: 'the pages of phase 1' };
const NOTHING: ChecklistFacts = {
  targetTrouble: null,
  fault: 'Bad deploy',
  faultSeenAt: null,
  openedAt: null,
  toldAt: null,
  run: null,
  validation: { passed: 0, failed: 0, open: 5, waived: 0, at: null },
  nextAt: null,
  ticks: {},
};
const ALL: Partial<ChecklistFacts> = {
  faultSeenAt: AT,
  openedAt: AT,
  toldAt: AT,
  run: { finishedAt: AT, tookMs: 228_000 },
  validation: { passed: 5, failed: 0, open: 0, waived: 0, at: AT },
  ticks: { 'documentation-updated': tick, 'lessons-captured': tick },
};
const doneBy = (facts: Partial<ChecklistFacts>) =>
  deriveChecklist(LINES, { ...NOTHING, ...facts })
    .filter((line) => line.isDone)
    .map((line) => line.key);

describe('a line is ticked', () => {
  // biome-ignore format: a table reads by its rows
  const cases: [name: string, facts: Partial<ChecklistFacts>, done: ChecklistKey[]][] = [
    ['never before anything happened', {}, []],
    ['not by a fault that is on while the incident is not declared', { faultSeenAt: AT }, []],
    ['when the fault was seen and the incident declared', { faultSeenAt: AT, openedAt: AT }, ['environment-prepared']],
    ['on a clone that has no fault', { fault: null, openedAt: AT }, ['environment-prepared']],
    ['not on a target that is no place for a drill any more', { openedAt: AT, faultSeenAt: AT, targetTrouble: 'It is production.' }, []],
    ['when the team was told', { toldAt: AT }, ['team-notified']],
    ['when the run succeeded', { run: { finishedAt: AT, tookMs: 1 } }, ['procedures-executed']],
    ['when every check passed', { validation: { passed: 5, failed: 0, open: 0, waived: 0, at: AT } }, ['performance-verified']],
    ['not while a check waits', { validation: { passed: 4, failed: 0, open: 1, waived: 0, at: AT } }, []],
    ['not where a check failed', { validation: { passed: 4, failed: 1, open: 0, waived: 0, at: AT } }, []],
    ['not where there was nothing to check', { validation: { passed: 0, failed: 0, open: 0, waived: 0, at: null } }, []],
    ['by name, where only people know', { ticks: { 'lessons-captured': tick } }, ['lessons-captured']],
    ['not by name, where the machine knows', { ticks: { 'procedures-executed': tick } }, []],
    ['when the next one is in the calendar', { nextAt: AT }, ['next-drill-scheduled']],
  ];
  it.each(cases)('%s', (_, facts, done) => {
    expect(doneBy(facts)).toEqual(done);
  });
});

it('keeps the order of the guide, and says of each line who ticks it', () => {
  const lines = deriveChecklist(LINES, NOTHING);
  expect(lines.map((line) => line.key)).toEqual([...CHECKLIST_KEYS]);
  expect(lines.filter((line) => line.by === 'person').map((line) => line.key)).toEqual([...PERSON_LINES]);
  expect(lines.every((line) => line.sentence.length > 0)).toBe(true);
});

it('shows who ticked a line by name, and with which words', () => {
  const lines = deriveChecklist(LINES, { ...NOTHING, ticks: { 'documentation-updated': tick } });
  expect(lines.find((line) => line.key === 'documentation-updated')).toMatchObject({
    person: 'Kim',
    sentence: tick.note,
    at: AT,
  });
});

it('lets a drill be finished when all but the next one is ticked', () => {
  expect(openLines(deriveChecklist(LINES, { ...NOTHING, ...ALL }))).toEqual([]);
  expect(openLines(deriveChecklist(LINES, { ...NOTHING, ...ALL, ticks: {} })).map((line) => line.key)).toEqual([
    ...PERSON_LINES,
  ]);
});
