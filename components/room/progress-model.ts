import { formatStopwatch } from '../charts/figures';

export type Progress = { percent: number; words: string; isLate: boolean };

/**
 * How far a step is, against its estimate. The bar never claims to be done before it is: past the estimate it creeps
 * towards the end, and the words say by how much the estimate was missed.
 */
export function progressOf(startedAt: string, estimateMs: number, now: number): Progress {
  const elapsed = Math.max(0, now - Date.parse(startedAt));
  const share = elapsed / Math.max(estimateMs, 1);
  const percent = share <= 1 ? share * 85 : 85 + 12 * (1 - 1 / share);
  const about = `of about ${formatStopwatch(estimateMs)}`;
  return share <= 1
    ? { percent, words: `${formatStopwatch(elapsed)} ${about}`, isLate: false }
    : {
        percent,
        words: `${formatStopwatch(elapsed)} ${about}, ${formatStopwatch(elapsed - estimateMs)} longer`,
        isLate: true,
      };
}
