import type { OutputChunk } from '@/lib/contracts/views';
import { queryKeys } from './query-keys';

/** What the stream says. `news` is numbered and never lost; the others are hints. */
export type StreamMessage =
  | { event: 'news'; sequence: string; id: string; incidentCode: string | null; type: string }
  /** Of one attempt, stored up to `lastSeq`; small text comes along. */
  | { event: 'output'; stepId: string; epoch: number; lastSeq: number; chunk: OutputChunk | null }
  | { event: 'probe'; targetKey: string }
  | { event: 'target'; targetKey: string }
  | { event: 'presence'; incidentCode: string }
  | { event: 'waits'; incidentCode: string };

/** A message of the stream, or null where it is not one that this version knows. */
export function parseStreamMessage(event: string, data: string, sequence: string): StreamMessage | null {
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null) return null;
  const read = (key: string) => (key in body ? String((body as Record<string, unknown>)[key] ?? '') : '');
  if (event === 'news')
    return { event, sequence, id: read('id'), incidentCode: read('incidentCode') || null, type: read('type') };
  if (event === 'output') {
    const chunk = 'chunk' in body ? (body.chunk as OutputChunk) : null;
    return { event, stepId: read('stepId'), epoch: Number(read('epoch')), lastSeq: Number(read('lastSeq')), chunk };
  }
  if (event === 'probe') return { event, targetKey: read('targetKey') };
  if (event === 'target') return { event, targetKey: read('targetKey') };
  if (event === 'presence' || event === 'waits') return { event, incidentCode: read('incidentCode') };
  return null;
}

/** Which cached answers a message makes stale; each is the beginning of a query key. */
export function keysMadeStaleBy(message: StreamMessage): readonly (readonly unknown[])[] {
  // Output is no cached answer: whoever shows it hears the message itself.
  if (message.event === 'output') return [];
  if (message.event === 'probe') return [['health', message.targetKey], queryKeys.now()];
  // A room shows what its target has to choose from; which room is whose only the server knows.
  if (message.event === 'target') return [['incident']];
  if (message.event === 'presence' || message.event === 'waits') return [queryKeys.incident(message.incidentCode)];
  const everywhere = [
    ...[queryKeys.now(), queryKeys.guide(), queryKeys.waiting(), queryKeys.approvals()],
    ...[['approval'], ['benchmarks']],
  ];
  return message.incidentCode === null ? everywhere : [...everywhere, queryKeys.incident(message.incidentCode)];
}

/** After a gap nobody knows what was missed. Output is told of the gap beside this, and asks from its last number. */
export const KEYS_AFTER_A_GAP: readonly (readonly unknown[])[] = [
  queryKeys.now(),
  queryKeys.guide(),
  queryKeys.waiting(),
  queryKeys.approvals(),
  ['approval'],
  ['incident'],
  ['benchmarks'],
  ['health'],
];

/** Whether pages that the server alone draws show what a message is about. A probe comes every few seconds, for charts. */
export function concernsPages(message: StreamMessage): boolean {
  return message.event === 'news' || message.event === 'target';
}
