import type { Severity } from '@/lib/contracts/runbook';
import type { EventData, EventType } from './events';
import type { PushKind } from './push-kinds';
import { asSentence, durationWords } from './words';

/** What a rule says with: read by whoever knows the event. Nothing of a plan's text, output or parameters is in it. */
export type PushFacts = {
  incident: { code: string; title: string; severity: Severity };
  /** A drill, or anything else on a sandbox: nobody must take it for the real thing. */
  isPractice: boolean;
  target: { name: string; environment: string };
  /** Who did it; "Console" where nobody did. */
  actor: string;
  run: { state: string; procedure: string } | null;
  /** The request that the event is about. `what`: the procedure, or the act beside the plan. */
  approval: { id: string; asker: string; what: string } | null;
};

/**
 * Who is told:
 * - `approvers`: whoever may decide this request now, by the rule that would let their decision through
 * - `told`: whoever was pushed this request and has not opened it
 * - `actor`: whoever did it, where they are one of those
 * - `asker`, `driver`: one person; `from`, `to`: whom the event names by id as losing something or being asked
 * - `reviewers`: who may review a break-glass; `deciders`: who decides on the level of an escalation that the event names
 */
export type PushTo = 'approvers' | 'told' | 'asker' | 'driver' | 'actor' | 'from' | 'to' | 'reviewers' | 'deciders';

export type PushPlan = {
  to: PushTo;
  kind: PushKind;
  title: string;
  body: string;
  /** Of one tag, the newest stands in the place of the others. */
  tag: 'approval' | 'turn' | 'news';
  /** Where a press leads. */
  link: 'approval' | 'room' | 'follow-ups';
  /** Also who did it: what the machine found is told to whoever set it going. */
  tellsActor: boolean;
  /** Not where that person has the room on their screen. */
  isForAway: boolean;
};

type Rule<T extends EventType> = (data: EventData<T>, facts: PushFacts) => PushPlan[];
type Rules = { [T in EventType]?: Rule<T> };

const BASE = { tellsActor: false, isForAway: false } as const;

const ask =
  (title: string) =>
  (_: unknown, facts: PushFacts): PushPlan[] => {
    const body = `${facts.approval?.asker ?? 'Somebody'} asks: ${whatOf(facts)} on ${where(facts)}.`;
    return [{ ...BASE, to: 'approvers', kind: 'approval', tag: 'approval', link: 'approval', title, body }];
  };

/** Whoever decided at their desk has it on their phone still. */
const over = (facts: PushFacts, because: string, to: PushTo = 'told'): PushPlan => ({
  ...BASE,
  to,
  kind: 'over',
  tag: 'approval',
  link: 'approval',
  title: 'Not needed any more',
  body: `${whatOf(facts)} on ${where(facts)}: ${because}.`,
  tellsActor: true,
});

const turn = (facts: PushFacts, title: string, body: string, more: Partial<PushPlan> = {}): PushPlan => ({
  ...BASE,
  to: 'driver',
  kind: 'turn',
  tag: 'turn',
  link: 'room',
  title,
  body: `${body} ${facts.incident.title}, on ${where(facts)}.`,
  tellsActor: true,
  ...more,
});

/** Of a run that goes on by itself nothing is said: it is somebody's turn only where it waits. */
const whereItWaits = (facts: PushFacts, ...plans: PushPlan[]) => (facts.run?.state === 'waiting' ? plans : []);

/** To both who asked and who drives: often one person, who is told once. */
const askerAndDriver = (facts: PushFacts, title: string, body: string): PushPlan[] =>
  (['asker', 'driver'] as const).map((to) => turn(facts, title, body, { to, tellsActor: false }));

const offered = (facts: PushFacts, title: string): PushPlan[] => [
  turn(facts, title, 'Take it, or say no.', { to: 'to' }),
];

/** What asks on a phone is taken back there, without a sound. */
const takenBack = (facts: PushFacts, title: string): PushPlan[] => [
  turn(facts, title, 'Nothing is asked of you any more.', { to: 'to', kind: 'over', tellsActor: false }),
];

const answered = (facts: PushFacts, title: string, body: string): PushPlan[] => [
  turn(facts, title, body, { to: 'from', kind: 'news', tag: 'news', isForAway: true, tellsActor: false }),
];

/** Event by event: who is told, and in which words. An event that is not here is pushed to nobody. */
export const PUSH_RULES: Rules = {
  'approval.requested': ask('Your approval is needed'),
  'approval.reminded': ask('Reminder: your approval is needed'),
  'side_step.asked': ask('Your approval is needed'),
  'side_step.reminded': ask('Reminder: your approval is needed'),
  // Others still have to decide; the other browsers of who just did need not go on asking.
  'approval.given': (_, facts) => [over(facts, 'you have decided', 'actor')],
  'side_step.given': (_, facts) => [over(facts, 'you have decided', 'actor')],
  'approval.approved': (_, facts) => [
    over(facts, `${facts.actor} approved`),
    ...askerAndDriver(
      facts,
      facts.run?.state === 'approved' ? 'Approved: your turn to start' : 'Approved, and started',
      `${facts.actor} approved ${whatOf(facts)}.`,
    ),
  ],
  'approval.denied': (_, facts) => [
    over(facts, `${facts.actor} denied it`),
    ...askerAndDriver(facts, 'Denied: your turn', `${facts.actor} denied ${whatOf(facts)}.`),
  ],
  'approval.expired': (_, facts) => [
    over(facts, 'nobody decided in time'),
    ...askerAndDriver(facts, 'Nobody decided in time', 'Look again and ask once more.'),
  ],
  'approval.voided': (d, facts) => [
    over(facts, 'the plan is another now'),
    ...askerAndDriver(facts, 'The request for approval is void', `Because ${d.because}.`),
  ],
  'approval.withdrawn': (d, facts) => [
    over(facts, d.by === 'asker' ? `${facts.actor} withdrew it` : `${facts.actor} took their approval back`),
    ...(d.by === 'asker' ? [] : askerAndDriver(facts, 'Not approved any more', `${facts.actor} took it back.`)),
  ],
  'side_step.approved': (d, facts) => [
    over(facts, `${facts.actor} approved`),
    ...askerAndDriver(facts, 'Approved', `${facts.actor} approved: ${d.title}.`),
  ],
  'side_step.denied': (d, facts) => [
    over(facts, `${facts.actor} denied it`),
    ...askerAndDriver(facts, 'Denied: your turn', `${facts.actor} denied: ${d.title}.`),
  ],
  'side_step.voided': (_, facts) => [over(facts, 'it is not asked for any more')],
  'side_step.withdrawn': (_, facts) => [over(facts, `${facts.actor} withdrew it`)],
  'step.failed': (d, facts) => whereItWaits(facts, turn(facts, 'Your turn: a step failed', `“${d.title}” failed.`)),
  'step.unknown': (d, facts) =>
    whereItWaits(
      facts,
      turn(facts, 'Your turn: lost sight of a step', `Whether “${d.title}” took effect is not known.`),
    ),
  'step.cancelled': (d, facts) =>
    whereItWaits(facts, turn(facts, 'Your turn: a step was stopped', `“${d.title}” was stopped.`, { isForAway: true })),
  'step.succeeded': (d, facts) =>
    whereItWaits(
      facts,
      turn(facts, 'Your turn: the next step waits for you', `“${d.title}” is done.`, { isForAway: true }),
    ),
  'run.succeeded': (d, facts) => [
    turn(facts, 'The rollback is done: your turn to check and close', `Took ${durationWords(d.tookMs)}.`, {
      isForAway: true,
    }),
  ],
  'run.arm_refused': (_, facts) => [turn(facts, 'Approved, and did not start by itself', 'Your turn to start it.')],
  'run.schedule_refused': (_, facts) => [turn(facts, 'Did not start as scheduled', 'Your turn to decide.')],
  'run.wheel_taken': (_, facts) => [
    turn(facts, `${facts.actor} took the wheel`, 'You do not drive any more.', { to: 'from', kind: 'news' }),
  ],
  'run.wheel_offered': (d, facts) => offered(facts, `${d.from} offers you the wheel`),
  'run.wheel_nudged': (d, facts) => offered(facts, `Reminder: ${d.from} offers you the wheel`),
  'run.wheel_declined': (d, facts) => answered(facts, `${d.to} does not take the wheel`, 'You drive on.'),
  'run.wheel_withdrawn': (_, facts) => takenBack(facts, `${facts.actor} took the offer of the wheel back`),
  'incident.handover_offered': (d, facts) => offered(facts, `${d.from} hands an incident over to you`),
  'incident.handover_nudged': (d, facts) => offered(facts, `Reminder: ${d.from} hands an incident over to you`),
  'incident.handover_withdrawn': (_, facts) => takenBack(facts, `${facts.actor} hands it over no more`),
  'incident.handover_accepted': (d, facts) =>
    answered(facts, `${d.to} took the incident over`, 'You do not lead it any more.'),
  'incident.handover_declined': (d, facts) => answered(facts, `${d.to} does not take it over`, 'You lead it still.'),
  'escalation.proposed': (d, facts) => [turn(facts, `Escalation to level ${d.level} is due`, 'Your turn to decide.')],
  'escalation.started': (d, facts) => [
    { ...turn(facts, `Escalated to level ${d.level}: your decision`, 'It needs you.'), to: 'deciders', tag: 'news' },
  ],
  'followup.reminded': (d, facts) => [
    {
      ...{ ...BASE, to: 'to', kind: 'news', tag: 'news', link: 'follow-ups', tellsActor: true },
      title: `Your follow-up is ${d.due}`,
      body: `${asSentence(d.text)} After ${facts.incident.title}, on ${where(facts)}.`,
    },
  ],
  'break_glass.used': (_, facts) => [
    {
      ...turn(facts, 'BREAK-GLASS: started without an approval', `${facts.actor} broke the glass; a review is needed.`),
      to: 'reviewers',
      kind: 'news',
      tag: 'news',
      tellsActor: false,
    },
  ],
};

/** What an event says and to whom; nothing for most. */
export function planPushes(type: EventType, data: unknown, facts: PushFacts): PushPlan[] {
  const rule = PUSH_RULES[type] as ((data: unknown, facts: PushFacts) => PushPlan[]) | undefined;
  return (rule?.(data, facts) ?? []).map((plan) => ({ ...plan, title: `${before(facts, plan)}${plan.title}` }));
}

export const PUSHED_EVENTS = Object.keys(PUSH_RULES) as EventType[];

/**
 * "DRILL · Critical · "; the word first, since a locked phone shows little more. How bad an incident was says nothing of how
 * urgent what is left to do after it is.
 */
function before({ isPractice, incident: { severity } }: PushFacts, { link }: PushPlan): string {
  const howBad = link === 'follow-ups' ? '' : `${severity[0]?.toUpperCase()}${severity.slice(1)} · `;
  return `${isPractice ? 'DRILL · ' : ''}${howBad}`;
}

const whatOf = ({ approval, run }: PushFacts) => approval?.what ?? run?.procedure ?? 'a rollback';
const where = ({ target }: PushFacts) => `${target.name} (${target.environment})`;
