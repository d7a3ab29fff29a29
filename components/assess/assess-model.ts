import { z } from 'zod';
import { type SignalKind, signalKindSchema } from '@/lib/contracts/runbook';
import type { AssessView, SignalInput } from '@/lib/contracts/views';

export type AssessStep = 1 | 2 | 3;
export type AssessTarget = AssessView['targets'][number];

/** What is typed, kept for this tab; what is chosen and which page is shown stand in the address. */
export const draftSchema = z.object({
  values: z.record(z.string(), z.string()),
  notes: z.record(z.string(), z.string()),
  /** Null while unedited: the suggestion shows. */
  title: z.string().nullable(),
  message: z.string().nullable(),
  toldBy: z.array(z.string()),
  /** Connected channels over which nothing is to be sent. */
  leaveOut: z.array(z.string()),
  requestKey: z.string(),
});
export type AssessDraft = z.infer<typeof draftSchema>;
export const emptyDraft = (requestKey: string): AssessDraft => ({
  values: {},
  notes: {},
  title: null,
  message: null,
  toldBy: [],
  leaveOut: [],
  requestKey,
});

export function parseDraft(stored: string | null): AssessDraft | null {
  if (stored === null) return null;
  try {
    return draftSchema.parse(JSON.parse(stored));
  } catch {
    return null;
  }
}

export type AssessPlace = { step: AssessStep; target: AssessTarget | null; picked: SignalKind[] };

/** Reads the address: which page, which target, what is ticked. Without `signals` the probes' suggestions are. */
export function readPlace(view: AssessView, query: URLSearchParams): AssessPlace {
  const target =
    view.targets.find((each) => each.key === (query.get('target') ?? view.selectedTargetKey)) ??
    view.targets[0] ??
    null;
  const listed = query.get('signals');
  const picked =
    listed === null
      ? suggested(view, target)
      : listed.split(',').filter((kind): kind is SignalKind => signalKindSchema.safeParse(kind).success);
  const asked = Number(query.get('step') ?? 1);
  // Pages two and three mean nothing without something that was seen.
  const step: AssessStep = picked.length > 0 && target && (asked === 2 || asked === 3) ? asked : 1;
  return { step, target, picked: [...new Set(picked)] };
}

function suggested(view: AssessView, target: AssessTarget | null): SignalKind[] {
  if (view.preselected.length > 0) return view.preselected;
  return (target?.signals ?? []).filter((card) => card.measured?.isSuggested).map((card) => card.kind);
}

export function placeHref(targetKey: string, picked: readonly SignalKind[], step: AssessStep): string {
  return `/incidents/new?${new URLSearchParams({ target: targetKey, signals: picked.join(','), step: String(step) }).toString().replaceAll('%2C', ',')}`;
}

/** "35,5" and "35.5 %" are figures; anything else is none. */
export function parseFigure(text: string | undefined): number | null {
  const found = /^\s*(\d{1,6}(?:[.,]\d+)?)\s*%?\s*$/.exec(text ?? '');
  return found?.[1] ? Number(found[1].replace(',', '.')) : null;
}

/** The signals as sent: the probe's figure where there is one, else what the person typed. */
export function toSignals(target: AssessTarget, picked: readonly SignalKind[], draft: AssessDraft): SignalInput[] {
  return target.signals
    .filter((card) => picked.includes(card.kind))
    .map((card) => ({
      kind: card.kind,
      value: card.measured?.value ?? (card.unit === null ? null : parseFigure(draft.values[card.kind])),
      note: (draft.notes[card.kind] ?? '').trim(),
    }));
}

/** Whether the form has to ask for a figure: the signal has one and no probe knows it. */
export function asksForFigure(card: AssessTarget['signals'][number]): boolean {
  return card.unit !== null && (card.measured?.value ?? null) === null;
}

/** What will have happened to the message once the incident is declared, for the bar below it. */
export function tellingWords(
  channels: AssessView['channels'],
  draft: Pick<AssessDraft, 'toldBy' | 'leaveOut'>,
): string {
  const sent = channels.filter((channel) => channel.isConnected && !draft.leaveOut.includes(channel.key));
  const told = channels.filter((channel) => !channel.isConnected && draft.toldBy.includes(channel.key));
  const titles = (list: readonly { title: string }[]) => list.map((channel) => channel.title).join(', ');
  const parts = [
    ...(sent.length > 0 ? [`Declaring sends it over ${titles(sent)}.`] : []),
    ...(told.length > 0 ? [`You told people over ${titles(told)}.`] : []),
  ];
  if (parts.length > 0) return parts.join(' ');
  return 'Nobody told yet. If every second counts, declare first and tell them from the room.';
}
