import type { RoomView } from '@/lib/contracts/views';
import { timeWords } from './message-facts';

type Seen = Pick<
  RoomView,
  'at' | 'incident' | 'target' | 'run' | 'waiting' | 'messageClocks' | 'closeBlockedBy' | 'brokenGlass' | 'timeline'
>;

/**
 * What whoever takes over has to know, from what the room knows, in three parts: what was done, what is open, what to
 * watch. A beginning for the person who writes it: it says facts, and nothing of what they think of them.
 */
export function handOverNote(room: Seen): string {
  return [...part('Done', done(room)), '', ...part('Open', open(room)), '', ...part('Watch', watch(room))].join('\n');
}

const part = (title: string, lines: string[]) => [
  `${title}:`,
  ...(lines.length > 0 ? lines : ['nothing']).map((line) => `- ${line}`),
];

function done({ incident, run }: Seen): string[] {
  if (!run) return [`declared ${incident.severity}: ${incident.decidingSentence}`];
  const settled = run.steps.filter((step) => step.state === 'succeeded').map((step) => step.title);
  const head = `${run.procedureKey} ${run.title}: ${run.state.replaceAll('_', ' ')}`;
  return [head, ...settled.map((title) => `“${title}” is done`)];
}

function open({ run, waiting, closeBlockedBy, brokenGlass }: Seen): string[] {
  const troubled = (run?.steps ?? [])
    .filter((step) => step.state === 'failed' || step.state === 'unknown' || step.state === 'cancelled')
    .map(
      (step) =>
        `“${step.title}” ${TROUBLE[step.state as keyof typeof TROUBLE]}${step.outcome?.summary ? `: ${step.outcome.summary}` : ''}`,
    );
  const asked =
    run?.approval?.state === 'requested'
      ? [`an approval by ${run.approval.approverWords}, asked for by ${run.approval.requestedBy}`]
      : [];
  const beside = (run?.sideSteps ?? [])
    .filter((side) => side.state === 'requested')
    .map((side) => `“${side.title}” waits for its approval`);
  const glass = brokenGlass.some(({ review }) => review === null)
    ? ['the start without an approval has no review yet']
    : [];
  const isOver = run !== null && run.finishedAt !== null;
  return [
    ...(waiting ? [toAnother(waiting.sentence)] : []),
    ...troubled,
    ...asked,
    ...beside,
    ...glass,
    ...(isOver ? closeBlockedBy.map(lowerFirst) : []),
  ];
}

const TROUBLE = { failed: 'failed', unknown: 'was lost sight of', cancelled: 'was stopped' };
const AUDIENCE = { internal: 'the team', customer: 'customers' } as const;

function watch({ at, incident, target, messageClocks }: Seen): string[] {
  const now = Date.parse(at);
  const due = (iso: string) => `${Date.parse(iso) >= now ? 'is due' : 'was due'} at ${timeWords(new Date(iso))}`;
  const clocks = messageClocks
    .filter((clock) => clock.stoppedAt === null)
    .map((clock) => `the next update to ${AUDIENCE[clock.audience]} ${due(clock.nextDueAt)}`);
  const deadline =
    incident.respondBy && !incident.restoredAt
      ? [`the deadline (${incident.respondWords}) ${due(incident.respondBy)}`]
      : [];
  const { errorRatePercent, p95Ms } = target.health;
  const figures = [
    errorRatePercent === null ? '' : `${Math.round(errorRatePercent * 10) / 10} % of calls fail`,
    p95Ms === null ? '' : `p95 ${Math.round(p95Ms)} ms`,
  ].filter(Boolean);
  return [...deadline, ...clocks, ...(figures.length > 0 ? [`${target.name}: ${figures.join(', ')}`] : [])];
}

/** What the room says to whoever reads it, said of them: the note is read by somebody else. */
const toAnother = (sentence: string) =>
  lowerFirst(sentence)
    .replace(/\bfor your decision\b/, 'for a decision')
    .replace(/\bfor you\b/, 'for the driver');
/** A sentence as a line of a list; a name that begins it keeps its capitals. */
const lowerFirst = (words: string) =>
  /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
