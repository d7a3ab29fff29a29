import type { ReportField, ReportSection, ReportView } from '@/lib/contracts/report-view';
import { NOT_NEEDED } from './advance-run';
import type { DomainEvent } from './events';
import type { HostState } from './host-states';
import { phaseOfStep, phaseWords } from './phases';
import type { StepState } from './run-states';
import { durationWords } from './words';

/** The fields of the report that people write, by section, in the guide's order. Empty ones say what belongs there. */
export const WRITTEN_FIELDS = {
  users_affected: 'Write how many, and how you know',
  services_impacted: 'Which services did users miss?',
  data_loss: 'No data is known to be lost',
  data_loss_details: 'What was lost, and what of it came back',
  revenue_impact: 'Known, estimated, or none',
  root_cause: 'What made it possible, not who',
  prevention: 'What will keep it from happening again',
  process_improvements: 'What would have made this quicker or safer',
  documentation_updates: 'Which pages were wrong or missing',
  review_scheduled: 'When, and who leads it',
  process_documentation_updated: 'Which pages, by whom, until when',
  training_planned: 'Who learns what, and when',
  monitoring_implemented: 'What will be seen sooner next time',
} as const;
export type WrittenKey = keyof typeof WRITTEN_FIELDS;

type Written = Partial<Record<string, string>>;
type Found<T extends DomainEvent['type']> = Extract<DomainEvent, { type: T }>;

export function find<T extends DomainEvent['type']>(events: readonly DomainEvent[], type: T): Found<T> | undefined {
  return events.find((event): event is Found<T> => event.type === type);
}
function all<T extends DomainEvent['type']>(events: readonly DomainEvent[], type: T): Found<T>[] {
  return events.filter((event): event is Found<T> => event.type === type);
}

const fact = (key: string, title: string, value: string): ReportField => ({
  key,
  title,
  value,
  isWritten: false,
  placeholder: '',
  kind: 'text',
});
const written = (
  key: WrittenKey,
  title: string,
  fields: Written,
  kind: ReportField['kind'] = 'text',
  fallback = '',
): ReportField => ({
  key,
  title,
  value: fields[key] ?? fallback,
  isWritten: true,
  placeholder: WRITTEN_FIELDS[key],
  kind,
});

/** The sections of the report: a pure function of the incident's events and the fields people wrote. */
export function buildSections(
  events: readonly DomainEvent[],
  fields: Written,
  formatTime: (iso: string) => string,
): ReportSection[] {
  return [
    { key: 'trigger', title: 'Trigger event', fields: triggerFields(events, formatTime) },
    { key: 'actions', title: 'Rollback actions taken', fields: actionFields(events) },
    {
      key: 'impact',
      title: 'Impact assessment',
      fields: [
        written('users_affected', 'Users affected', fields),
        written('services_impacted', 'Services impacted', fields, 'text', servicesOf(events)),
        written('data_loss', 'Data loss', fields, 'yes_no'),
        written('data_loss_details', 'Data loss, details', fields),
        written('revenue_impact', 'Revenue impact', fields),
      ],
    },
    {
      key: 'lessons',
      title: 'Lessons learned',
      fields: [
        written('root_cause', 'Root cause', fields),
        written('prevention', 'Prevention measures', fields),
        written('process_improvements', 'Process improvements', fields),
        written('documentation_updates', 'Documentation updates needed', fields),
      ],
    },
    {
      key: 'follow_up',
      title: 'Follow-up actions',
      fields: [
        ...openPoints(events),
        written('review_scheduled', 'Post-incident review scheduled', fields),
        written('process_documentation_updated', 'Process documentation updated', fields),
        written('training_planned', 'Team training planned', fields),
        written('monitoring_implemented', 'Monitoring improvements implemented', fields),
      ],
    },
  ];
}

function triggerFields(events: readonly DomainEvent[], formatTime: (iso: string) => string): ReportField[] {
  const declared = find(events, 'incident.declared')?.data;
  const notes = (declared?.signals ?? []).map((s) => s.note).filter(Boolean);
  const symptoms = [...(declared?.symptoms ?? []), ...notes];
  return [
    fact(
      'what_happened',
      'What happened',
      declared ? `${declared.title}. ${capitalise(declared.signals.map((s) => s.words).join('; '))}.` : '',
    ),
    fact('when_detected', 'When detected', declared ? formatTime(declared.detectedAt) : ''),
    fact('detection_method', 'Detection method', declared?.detection ?? ''),
    fact(
      'initial_symptoms',
      'Initial symptoms',
      symptoms.length > 0 ? symptoms.join('; ') : 'None besides the figures above',
    ),
  ];
}

function actionFields(events: readonly DomainEvent[]): ReportField[] {
  const started = new Set(all(events, 'run.started').map((e) => e.runId));
  const runs = all(events, 'run.prepared').filter((e) => started.has(e.runId));
  const first = runs.filter((run, i) => runs.findIndex((r) => r.data.procedureKey === run.data.procedureKey) === i);
  const alternatives = all(events, 'run.alternative_taken').map((e) => `then “${e.data.title}”`);
  return [
    fact('phase', 'Phase affected', runs.length > 0 ? phasesOf(events, runs) : 'No rollback was run'),
    fact(
      'level',
      'Level executed',
      [...first.map(({ data }) => levelWords(data)), ...alternatives].join(', ') || 'none',
    ),
    fact('escalation', 'Escalated to', escalationWords(events)),
    fact('time_to_restore', 'Time to restore', restoreWords(events)),
  ];
}

/** The phases of the steps that really began; where the events do not say, the one that the procedure is named after. */
function phasesOf(events: readonly DomainEvent[], runs: readonly Found<'run.prepared'>[]): string {
  const phases = runs.flatMap(({ runId, data }) => {
    const begun = all(events, 'step.started').filter((e) => e.runId === runId);
    const known = begun.map((e) => e.data.phase ?? null).filter((phase) => phase !== null);
    return known.length > 0 ? known : [phaseOfStep('', data.procedureKey)];
  });
  const words = phaseWords(phases);
  return words === phaseWords([]) ? capitalise(words) : words.replace(/\d+/g, 'Phase $&');
}

/** The guide gives a level to three of its procedures. */
function levelWords({ procedureKey, procedure, level }: Found<'run.prepared'>['data']): string {
  return `${level === undefined ? 'no level' : `level ${level}`}: ${procedureKey} ${procedure}`;
}

function escalationWords(events: readonly DomainEvent[]): string {
  const levels = all(events, 'escalation.started').map((e) => `level ${e.data.level}`);
  return [...new Set(levels)].join(', ') || 'none';
}

function restoreWords(events: readonly DomainEvent[]): string {
  const declared = find(events, 'incident.declared');
  const recovered = find(events, 'incident.recovered');
  if (declared && recovered) return durationWords(Date.parse(recovered.at) - Date.parse(declared.at));
  const done = all(events, 'run.succeeded').at(-1);
  return done && declared
    ? `${durationWords(Date.parse(done.at) - Date.parse(declared.at))} to the end of the rollback; the probe has not seen users recover`
    : 'Not restored yet';
}

function servicesOf(events: readonly DomainEvent[]): string {
  const symptoms = find(events, 'incident.declared')?.data.symptoms ?? [];
  return symptoms.map((s) => s.split(':')[0]).join(', ');
}

/** What the procedures left open, steps that were skipped or lost sight of, and waived criteria: never silently. */
function openPoints(events: readonly DomainEvent[]): ReportField[] {
  const points = [
    ...all(events, 'run.succeeded').flatMap((e) => e.data.followUps),
    ...all(events, 'step.unknown').map((e) => `“${e.data.title}” was lost sight of: ${e.data.because}`),
    ...all(events, 'side_step.unknown').map((e) => `“${e.data.title}” was lost sight of: ${e.data.because}`),
    ...all(events, 'step.skipped')
      .filter((e) => e.data.reason !== NOT_NEEDED)
      .map((e) => `“${e.data.title}” was skipped by ${e.actorName}: ${e.data.reason}`),
    ...all(events, 'criterion.waived').map((e) => `“${e.data.title}” was waived by ${e.actorName}: ${e.data.reason}`),
  ];
  return points.map((text, index) => fact(`open_${index}`, 'Left open', text));
}

/** Every effect that really ran, in its order, with what became of it: the starts, each matched with its own end. */
export function buildCommands(events: readonly DomainEvent[]): ReportView['commands'] {
  const started = all(events, 'step.started').flatMap((start) => {
    const onHosts = commandsOnHosts(events, start);
    if (onHosts.length > 0) return onHosts;
    const end = events.find(
      (e): e is Found<'step.succeeded' | 'step.failed' | 'step.cancelled' | 'step.unknown'> =>
        END_TYPES.has(e.type) && e.stepId === start.stepId && (e.data as { epoch: number }).epoch === start.data.epoch,
    );
    const outcome = end ? (end.type.slice('step.'.length) as ReportView['commands'][number]['outcome']) : 'running';
    const tookMs = end && end.type !== 'step.unknown' ? end.data.tookMs : null;
    return [{ at: start.at, text: start.data.display, where: start.data.where, tookMs, outcome, by: start.actorName }];
  });
  return [...started, ...sideCommands(events)].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** The acts beside the plan, each with what became of it. */
function sideCommands(events: readonly DomainEvent[]): ReportView['commands'] {
  return all(events, 'side_step.started').map(({ at, actorName, data }) => {
    const end = events.find(
      (e): e is Found<'side_step.succeeded' | 'side_step.failed' | 'side_step.unknown'> =>
        SIDE_ENDS.has(e.type) && (e.data as { sideStepId: string }).sideStepId === data.sideStepId,
    );
    const outcome = end ? (end.type.slice('side_step.'.length) as 'succeeded' | 'failed' | 'unknown') : 'running';
    const tookMs = end && end.type !== 'side_step.unknown' ? end.data.tookMs : null;
    return { at, text: data.display, where: data.where, tookMs, outcome, by: actorName };
  });
}
const SIDE_ENDS = new Set<string>(['side_step.succeeded', 'side_step.failed', 'side_step.unknown']);
/** A host that says it never began has not been run on after all. */
const hostOutcome = (state: HostState): StepState => (state === 'untouched' ? 'skipped' : state);

/** The command as it ran on each host of a step that runs on several; hosts that were left alone are none. */
function commandsOnHosts(events: readonly DomainEvent[], step: Found<'step.started'>): ReportView['commands'] {
  const isOfAttempt = (e: { stepId: string | null; data: { epoch: number } }) =>
    e.stepId === step.stepId && e.data.epoch === step.data.epoch;
  const isOver = events.some((e) => END_TYPES.has(e.type) && isOfAttempt(e as Found<'step.succeeded'>));
  return all(events, 'step.host_started')
    .filter(isOfAttempt)
    .map(({ at, data: { display, host } }) => {
      const isOfHost = (e: Found<'step.host_ended'> | Found<'step.host_settled'>) =>
        isOfAttempt(e) && e.data.host === host;
      const end = all(events, 'step.host_ended').find(isOfHost);
      const said = all(events, 'step.host_settled').filter(isOfHost).at(-1)?.data.state;
      const outcome = hostOutcome(said ?? end?.data.state ?? (isOver ? 'unknown' : 'running'));
      return { at, text: display, where: host, tookMs: end?.data.tookMs ?? null, outcome, by: step.actorName };
    });
}
const END_TYPES = new Set<string>(['step.succeeded', 'step.failed', 'step.cancelled', 'step.unknown']);

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
