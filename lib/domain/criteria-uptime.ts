import { durationWords } from './words';

/** Fewer probes than this are luck, good or bad. */
export const LEAST_PROBES = 20;
/** Longer ago than this says more about the past than about now. */
const LONGEST_MS = 15 * 60_000;

export type UptimeFacts = {
  now: number;
  /** When users were well again, by the prober. */
  recoveredAt: number | null;
  /** When the rollback's last change was done. */
  changedAt: number | null;
  declaredAt: number;
};

/**
 * From when on probes count: from when users were well again, or from the rollback's last change where that was later;
 * without either, from the declaration. The outage itself is not what "back above 99 %" asks about; what fails after it is.
 */
export function uptimeStart({ now, recoveredAt, changedAt, declaredAt }: UptimeFacts): { at: number; words: string } {
  const [at, words] =
    recoveredAt !== null && recoveredAt >= (changedAt ?? 0)
      ? [recoveredAt, 'since users were well again']
      : changedAt !== null
        ? [changedAt, 'since the rollback’s last change']
        : [declaredAt, 'since the declaration'];
  return at >= now - LONGEST_MS
    ? { at, words: `${words}, ${durationWords(now - at)} ago` }
    : { at: now - LONGEST_MS, words: `of the last ${durationWords(LONGEST_MS)}` };
}

/** Above 99 % of enough probes. `isEnough` false: a little later there will be more. */
export function judgeUptime(calls: number, answered: number): { isOk: boolean; isEnough: boolean; saw: string } {
  const percent = calls === 0 ? 0 : (100 * answered) / calls;
  const isEnough = calls >= LEAST_PROBES;
  // Rounded down: 98.97 % must not read as 99 %.
  const share = `${(Math.floor(percent * 10) / 10).toFixed(1)} % of ${calls}`;
  return {
    isEnough,
    isOk: isEnough && percent > 99,
    saw: isEnough ? share : `${share}, which are too few: at least ${LEAST_PROBES} are needed`,
  };
}
