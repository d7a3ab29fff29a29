import 'server-only';
import { timeWords } from '@/lib/domain/message-facts';
import { type MessageText, renderInternal } from '@/lib/domain/message-template';
import { isPractice, markDrill } from '@/lib/domain/message-text';
import { phaseOfStep, phaseWords } from '@/lib/domain/phases';
import { estimateWords, shortId } from '@/lib/domain/words';
import type { LoadedTarget } from '../targets/get-target';
import type { Assessed } from './assess-incident';
import type { MeasuredSignal } from './measure-signals';

/** A title that a colleague understands, from what is seen and what was deployed last. */
export function suggestTitle(signals: readonly MeasuredSignal[], target: LoadedTarget): string {
  const kinds = new Set(signals.map((signal) => signal.kind));
  const head = target.observed?.head;
  if (kinds.has('data_corruption')) return `Corrupted data on ${target.name}`;
  if (kinds.has('error_rate'))
    return head ? `API failing after deploy ${shortId(head)}` : `API failing on ${target.name}`;
  if (kinds.has('slowdown')) return `${target.name} is slow`;
  return kinds.has('feature_failing') ? `A feature fails on ${target.name}` : `${target.name} is slightly slow`;
}

/** The first internal notice, as the runbook words it, before anything but the signals is known. */
export function internalMessage(
  { target, signals, assessment, fits, runbook }: Assessed,
  contactName: string,
  now: Date,
): MessageText {
  const { messages, channels } = runbook.content;
  const first = fits[0];
  const room = channels.find((channel) => channel.kind === 'slack')?.address;
  const facts = {
    phase: first ? `${phaseWords([phaseOfStep('', first.procedure.key)])} (${first.procedure.title})` : 'being decided',
    severity: assessment.severity.toUpperCase(),
    target: `${target.name} (${target.environment})`,
    eta: first ? estimateWords(first.procedure.estimateMinutes) : 'not known yet',
    status: signals.map((signal) => signal.words).join('; '),
    actions: 'incident declared, rollback being prepared',
    // A time, since a message is read later than it is written.
    next_update: timeWords(new Date(now.getTime() + messages.internal.everyMinutes * 60_000)),
    contact: `${contactName} in ${room || 'the emergency channel'}`,
  };
  const text = renderInternal(messages, facts, suggestTitle(signals, target));
  return isPractice({ isDrill: false, environment: target.environment }) ? markDrill(text) : text;
}
