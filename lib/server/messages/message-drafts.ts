import 'server-only';
import type { Audience } from '@/lib/contracts/message';
import type { MessageDraftView } from '@/lib/contracts/message-view';
import type { RunbookContent, Severity, SignalKind } from '@/lib/contracts/runbook';
import type { Me, RunView } from '@/lib/contracts/views';
import { rankProcedures } from '@/lib/domain/assessment';
import { isOnWay } from '@/lib/domain/branches';
import type { DomainEvent } from '@/lib/domain/events';
import { customerFacts, internalFacts, type LiveIncident, resolvedFacts } from '@/lib/domain/message-facts';
import { channelsFor, planRecipients } from '@/lib/domain/message-recipients';
import { type MessageText, renderCustomer, renderInternal } from '@/lib/domain/message-template';
import { isPractice, markDrill } from '@/lib/domain/message-text';
import { contactsFor } from '@/lib/domain/notify-contacts';
import { phaseOfStep, phaseWords } from '@/lib/domain/phases';
import { CUSTOMER_CHANNEL, type Directory } from './directory';

/** What is read about an incident before anything is written for it. */
export type TellableIncident = {
  title: string;
  severity: string;
  isDrill: boolean;
  signals: { kind: string; value: number | null }[];
  runs: { procedureKey: string }[];
  target: { name: string; environment: string };
};

/** Contacts who hear of this incident: for its severity and for the procedures that it runs, or that fit while none does. */
export function contactKeysOf(incident: TellableIncident, content: RunbookContent): string[] {
  const signals = incident.signals as { kind: SignalKind; value: number | null }[];
  const fitting = rankProcedures(signals, content.procedures).filter((fit) => fit.rank < 99);
  const keys =
    incident.runs.length > 0 ? incident.runs.map((run) => run.procedureKey) : fitting.map((fit) => fit.procedure.key);
  return contactsFor(content.contacts, incident.severity as Severity, keys).map((contact) => contact.key);
}

/** The text of a message as the incident fills it at this moment. */
export function fillMessage(
  { audience, kind }: Pick<MessageDraftView, 'audience' | 'kind'>,
  incident: TellableIncident,
  content: RunbookContent,
  live: LiveIncident,
  now: Date,
): MessageText {
  const { messages } = content;
  const isResolved = kind === 'resolved';
  const ofTeam = isResolved ? resolvedFacts(live) : internalFacts(live, now, messages.internal.everyMinutes);
  const text =
    audience === 'internal'
      ? renderInternal(messages, ofTeam, incident.title, isResolved)
      : renderCustomer(messages, customerFacts(live, now, messages.customer.everyMinutes), isResolved);
  return isPractice({ isDrill: incident.isDrill, environment: incident.target.environment }) ? markDrill(text) : text;
}

export function liveIncident(
  incident: TellableIncident,
  content: RunbookContent,
  events: readonly DomainEvent[],
  run: RunView | null,
  contact: Pick<Me, 'name'>,
): LiveIncident {
  return {
    severity: incident.severity as Severity,
    targetName: incident.target.name,
    environment: incident.target.environment,
    signals: incident.signals as { kind: SignalKind }[],
    events,
    run: run && {
      state: run.state,
      phase: phasesOf(run),
      title: run.title,
      stepTitle: run.steps[run.currentIndex]?.title ?? null,
      remainingMs: remainingMs(run),
    },
    contactName: contact.name,
    roomName: content.channels.find((channel) => channel.kind === 'slack')?.address || 'the emergency channel',
  };
}

/** The phases that began, or, before any step did, those of the steps that the plan takes. */
function phasesOf(run: RunView): string {
  const begun = run.steps.filter((step) => step.startedAt !== null);
  const planned = run.steps.filter((step) => isOnWay(step.branch, run.branch) && step.outcome === null);
  const steps = begun.length > 0 ? begun : planned;
  return phaseWords(
    steps.length > 0 ? steps.map((s) => phaseOfStep(s.key, run.procedureKey)) : [phaseOfStep('', run.procedureKey)],
  );
}

/** Steps on the way taken that nobody has settled, by their estimates. Null while there is no plan. */
function remainingMs(run: RunView): number | null {
  if (run.steps.length === 0) return null;
  const open = run.steps.filter(
    (step) => (step.branch === 'main' || step.branch === run.branch) && !['succeeded', 'skipped'].includes(step.state),
  );
  return open.reduce((sum, step) => sum + step.estimateMs, 0);
}

/** Every message that can be written now, filled, with where each would go. Customers of a drill are not among them. */
export function messageDrafts(
  incident: TellableIncident & { state: string },
  content: RunbookContent,
  directory: Directory,
  live: LiveIncident,
  now: Date,
): MessageDraftView[] {
  const audiences: Audience[] = incident.isDrill ? ['internal'] : ['internal', 'customer'];
  const kinds = incident.state === 'open' ? (['update', 'resolved'] as const) : (['resolved'] as const);
  return audiences.flatMap((audience) =>
    kinds.map((kind) => ({
      audience,
      kind,
      ...fillMessage({ audience, kind }, incident, content, live, now),
      recipients: draftRecipients(audience, kind, contactKeysOf(incident, content), directory),
    })),
  );
}

function draftRecipients(
  audience: Audience,
  kind: MessageDraftView['kind'],
  contactKeys: readonly string[],
  { channels, contacts }: Directory,
): MessageDraftView['recipients'] {
  const mine = channelsFor(audience, channels, CUSTOMER_CHANNEL.key);
  const planned = planRecipients({
    kind,
    channels: mine,
    contacts: audience === 'internal' ? contacts.filter((contact) => contactKeys.includes(contact.key)) : [],
    people: [],
    choices: {},
    leavesOutUnset: false,
  });
  return planned.map(({ channelKey, recipient, state, because }) => ({
    channelKey,
    channelTitle: mine.find((channel) => channel.key === channelKey)?.title ?? channelKey,
    recipient,
    isSent: state === 'queued',
    because,
  }));
}
