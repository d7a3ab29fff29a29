import 'server-only';
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

/** The internal notice: heading, phase, severity, ETA, status, actions, next update, contact. */
export function internalMessage({ target, signals, assessment, fits, runbook }: Assessed, contactName: string): string {
  const first = fits[0];
  const channel = runbook.content.channels.find((c) => c.kind === 'slack')?.address ?? 'the emergency channel';
  return [
    'DATABASE ROLLBACK IN PROGRESS',
    '',
    `Phase: ${first ? `${first.procedure.phase} (${first.procedure.title})` : 'being decided'}`,
    `Severity: ${assessment.severity.toUpperCase()}`,
    `Target: ${target.name} (${target.environment})`,
    `ETA: ${first ? estimateWords(first.procedure.estimateMinutes) : 'not known yet'}`,
    `Current status: ${signals.map((signal) => signal.words).join('; ')}`,
    'Actions taken: incident declared, rollback being prepared',
    'Next update: in 30 minutes, or when something changes',
    `Contact: ${contactName} in ${channel}`,
  ].join('\n');
}
