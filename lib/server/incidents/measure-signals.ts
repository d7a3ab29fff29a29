import 'server-only';
import type { HealthSummary } from '@/lib/contracts/health-view';
import type { SignalCard, SignalInput } from '@/lib/contracts/views';
import { isHealthy } from '@/lib/domain/health';
import { formatPercent, SIGNAL_ORDER, SIGNALS } from '@/lib/domain/signals';
import type { LoadedTarget } from '../targets/get-target';
import { readHealthSeries, summariseHealth } from '../targets/health';

export type MeasuredSignal = SignalInput & { source: 'probe' | 'person'; words: string };

/** One card a signal, filled in where the prober knows; suggested where the figure is out of the ordinary. */
export function signalCards(health: HealthSummary): SignalCard[] {
  return SIGNAL_ORDER.map((kind) => ({
    kind,
    title: SIGNALS[kind].title,
    question: SIGNALS[kind].question,
    unit: SIGNALS[kind].unit,
    measured: measuredOf(kind, health),
  }));
}

function measuredOf(kind: SignalCard['kind'], health: HealthSummary): SignalCard['measured'] {
  if (!health.measuredAt) return null;
  if (kind === 'error_rate' && health.errorRatePercent !== null) {
    const value = health.errorRatePercent;
    const sentence = `${formatPercent(value)} of ${health.calls} calls failed; usual is ${formatPercent(health.baselineErrorRatePercent)}.`;
    return { value, isSuggested: value > health.baselineErrorRatePercent + 5, sentence, at: health.measuredAt };
  }
  if (kind === 'slowdown' && health.slowdownPercent !== null) {
    const value = health.slowdownPercent;
    const sentence = `p95 is ${Math.round(health.p95Ms ?? 0)} ms; usual is ${Math.round(health.baselineP95Ms)} ms.`;
    // A fast backend is twice as slow after one hiccup; what counts as unwell is said once, in the domain.
    const isSuggested = !isHealthy(
      { errorRatePercent: 0, p95Ms: health.p95Ms ?? 0 },
      { errorRatePercent: 0, p95Ms: health.baselineP95Ms },
    );
    return { value, isSuggested, sentence, at: health.measuredAt };
  }
  return null;
}

/**
 * What is counted: for a figure that the prober measures, the worse of the prober's and the person's. A figure sent
 * too low changes nothing; one that is higher is what the person sees and the probe does not.
 */
export async function measureSignals(target: LoadedTarget, signals: readonly SignalInput[]): Promise<MeasuredSignal[]> {
  const cards = signalCards(await summariseHealth(target));
  return signals.map((signal) => {
    const measured = cards.find((card) => card.kind === signal.kind)?.measured?.value ?? null;
    const isProbe = measured !== null && (signal.value === null || measured >= signal.value);
    const value = isProbe ? measured : signal.value;
    return { ...signal, value, source: isProbe ? 'probe' : 'person', words: SIGNALS[signal.kind].words(value) };
  });
}

/** Since when users have been unwell, by the prober: the first bucket after the last well one; null when they are well. */
export async function findOnset(target: LoadedTarget, now: Date): Promise<Date | null> {
  const series = await readHealthSeries(target.id, new Date(now.getTime() - 60 * 60_000), now);
  const unwell = series.points.map((point) => !isHealthy(point, target.inventory.baseline));
  if (unwell.length === 0 || !unwell.at(-1)) return null;
  const lastWell = unwell.lastIndexOf(false);
  const first = series.points[lastWell + 1];
  return first ? new Date(first.at) : null;
}
