import type { MatrixRow, Procedure, Severity, SignalKind } from '@/lib/contracts/runbook';
import { SIGNALS } from './signals';

export type AssessedSignal = { kind: SignalKind; value: number | null };
export type Reason = { severity: Severity; sentence: string };
export type Assessment = {
  severity: Severity;
  /** The sentence of the matrix that decided, with the figure seen. */
  decidingSentence: string;
  reasons: Reason[];
  respondMinutes: { from: number; to: number } | null;
  pace: string;
};

export const SEVERITY_ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Negative where `a` is the more severe. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITY_ORDER.indexOf(a) - SEVERITY_ORDER.indexOf(b);
}

/**
 * Signals and matrix to severity: each signal is judged by the first row (most severe first) that it triggers, and
 * the most severe judgement decides. A signal whose figure is not known counts as the most severe row that names it,
 * and with no signal at all nothing is known, which is critical. A figure below every threshold counts as what it
 * stands for: a share of calls failing as a failing feature, a slowdown as a minor one.
 */
export function assess(signals: readonly AssessedSignal[], matrix: readonly MatrixRow[]): Assessment {
  const reasons = signals
    .map((signal) => judgeSignal(signal, matrix))
    .sort((a, b) => compareSeverity(a.severity, b.severity));
  const decisive = reasons[0] ?? {
    severity: 'critical' as const,
    sentence: 'Nothing is known yet, which counts as critical.',
  };
  const row = rowOf(matrix, decisive.severity);
  return {
    severity: decisive.severity,
    decidingSentence: decisive.sentence,
    reasons,
    respondMinutes: row.respondMinutes,
    pace: row.pace,
  };
}

function judgeSignal(signal: AssessedSignal, matrix: readonly MatrixRow[]): Reason {
  for (const severity of SEVERITY_ORDER) {
    for (const trigger of rowOf(matrix, severity).triggers) {
      if (trigger.signal !== signal.kind) continue;
      if (trigger.above === undefined)
        return { severity, sentence: `${capitalise(SIGNALS[signal.kind].words(signal.value))}: ${trigger.sentence}` };
      if (signal.value === null)
        return {
          severity,
          sentence: `${capitalise(SIGNALS[signal.kind].words(null))}; an unknown figure counts as over ${trigger.above} %.`,
        };
      if (signal.value > trigger.above)
        return { severity, sentence: `${capitalise(SIGNALS[signal.kind].words(signal.value))}: ${trigger.sentence}` };
    }
  }
  return belowEveryThreshold(signal, matrix);
}

function belowEveryThreshold(signal: AssessedSignal, matrix: readonly MatrixRow[]): Reason {
  // A share of calls failing below the critical threshold is a feature failing; a small slowdown is a minor one.
  const standsFor: SignalKind = signal.kind === 'error_rate' ? 'feature_failing' : 'minor_slowness';
  const severity = SEVERITY_ORDER.find((s) => rowOf(matrix, s).triggers.some((t) => t.signal === standsFor)) ?? 'low';
  return {
    severity,
    sentence: `${capitalise(SIGNALS[signal.kind].words(signal.value))}, below the thresholds above: ${rowOf(matrix, severity).when}.`,
  };
}

export function rowOf(matrix: readonly MatrixRow[], severity: Severity): MatrixRow {
  const row = matrix.find((candidate) => candidate.severity === severity);
  if (!row) throw new RangeError(`the matrix has no row for ${severity}`);
  return row;
}

/** When somebody must have responded, from the moment of declaring; null where the matrix says "next window". */
export function respondBy(assessment: Pick<Assessment, 'respondMinutes'>, declaredAt: Date): Date | null {
  return assessment.respondMinutes ? new Date(declaredAt.getTime() + assessment.respondMinutes.to * 60_000) : null;
}

export type Fit = { procedure: Procedure; rank: number; because: string };

/** Procedures that usually mend what is seen, best first: by rank, then by the shorter estimate. Others come last. */
export function rankProcedures(signals: readonly AssessedSignal[], procedures: readonly Procedure[]): Fit[] {
  const kinds = new Set(signals.map((signal) => signal.kind));
  const fits = procedures.map((procedure): Fit => {
    const best = procedure.fits.filter((fit) => kinds.has(fit.signal)).sort((a, b) => a.rank - b.rank)[0];
    return best
      ? { procedure, rank: best.rank, because: best.because }
      : { procedure, rank: 99, because: 'Not the usual answer to what you see.' };
  });
  return fits.sort((a, b) => a.rank - b.rank || a.procedure.estimateMinutes.to - b.procedure.estimateMinutes.to);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
