import type { HealthMark } from '@/lib/contracts/health-view';
import type { DomainEvent } from './events';
import { buildTimeline } from './timeline';

type Mark = Pick<HealthMark, 'kind' | 'label' | 'tone'> & { at?: string };
type MessageEvent = Extract<DomainEvent, { type: 'message.sent' | 'message.failed' | 'message.told' }>;

/** One press tells many people: what goes out within so long of it is one mark, or the strip would be nothing but these. */
const TOGETHER_MS = 60_000;

/** A mark on the health strip for what explains the curve, oldest first: every turn, every change, everything told. */
export function buildMarks(events: readonly DomainEvent[]): HealthMark[] {
  const marks = events.flatMap((event): HealthMark[] => {
    const mark = markOf(event);
    const [line] = mark ? buildTimeline([event]) : [];
    if (!mark || !line) return [];
    const what = [line.strong, line.text].filter(Boolean).join(': ');
    return [{ ...mark, id: event.id, at: mark.at ?? event.at, what, by: event.actorName }];
  });
  return [...marks, ...messageMarks(events)].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function markOf(event: DomainEvent): Mark | null {
  switch (event.type) {
    case 'incident.declared':
      return { kind: 'turn', label: 'declared', tone: 'neutral' };
    case 'incident.severity_changed':
      return { kind: 'turn', label: `now ${event.data.to}`, tone: 'neutral' };
    case 'incident.recovered':
      return { kind: 'turn', label: 'well again', tone: 'ok' };
    case 'approval.approved':
      return { kind: 'turn', label: 'approved', tone: 'ok' };
    case 'approval.denied':
      return { kind: 'turn', label: 'denied', tone: 'fail' };
    case 'break_glass.used':
      return { kind: 'turn', label: 'no approval', tone: 'fail' };
    case 'incident.handover_offered':
      return { kind: 'turn', label: 'handing over', tone: 'neutral' };
    case 'incident.handover_accepted':
      return { kind: 'turn', label: 'handed over', tone: 'neutral' };
    case 'run.wheel_offered':
      return { kind: 'turn', label: 'wheel offered', tone: 'neutral' };
    case 'run.wheel_taken':
      return { kind: 'turn', label: 'wheel taken', tone: 'neutral' };
    case 'step.unknown':
      return { kind: 'turn', label: 'lost sight', tone: 'unknown' };
    case 'step.succeeded':
      return changeOf(event, 'ok');
    case 'step.failed':
      return changeOf(event, 'fail');
    case 'step.cancelled':
      // Stopped midway, it may have changed something all the same.
      return changeOf(event, 'neutral');
    default:
      return null;
  }
}

/** It stands where the change began, since that is where the curve turns. */
function changeOf(
  { data }: Extract<DomainEvent, { type: 'step.succeeded' | 'step.failed' | 'step.cancelled' }>,
  tone: HealthMark['tone'],
): Mark | null {
  return data.effect === 'read' ? null : { kind: 'change', label: data.verb.toLowerCase(), tone, at: data.startedAt };
}

function messageMarks(events: readonly DomainEvent[]): HealthMark[] {
  const groups: [MessageEvent, ...MessageEvent[]][] = [];
  for (const event of events) {
    if (event.type !== 'message.sent' && event.type !== 'message.failed' && event.type !== 'message.told') continue;
    const group = groups.at(-1);
    if (group && Date.parse(event.at) - Date.parse(group[0].at) <= TOGETHER_MS) group.push(event);
    else groups.push([event]);
  }
  return groups.map((group) => {
    const failed = group.filter((event) => event.type === 'message.failed').map((event) => event.data.recipient);
    const told = group.filter((event) => event.type !== 'message.failed').map((event) => event.data.recipient);
    const what = [
      told.length > 0 && `Told ${told.join(', ')}`,
      failed.length > 0 && `Not sent to ${failed.join(', ')}`,
    ];
    return {
      ...{ id: group[0].id, at: group[0].at, kind: 'message' as const },
      ...{ label: failed.length > 0 ? 'not sent' : 'told', tone: failed.length > 0 ? 'fail' : 'neutral' },
      ...{ what: what.filter(Boolean).join('. '), by: group[0].actorName },
    };
  });
}
