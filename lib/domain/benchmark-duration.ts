import { AppError } from './errors';
import { durationWords } from './words';

const SHORTEST_MS = 5_000;
const LONGEST_MS = 60 * 60_000;
const UNITS: Record<string, number> = { '': 60_000, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
const FORM = /^(\d{1,5}(?:[.,]\d{1,3})?)\s*(s|sec|m|min|h)?$/;

/** "10", "10m", "30s", "1.5 min": a bare number is minutes. Throws AppError `invalid_input` for anything else, or out of bounds. */
export function parseDuration(text: string): number {
  const [, amount, unit = ''] = FORM.exec(text.trim().toLowerCase()) ?? [];
  if (amount === undefined) throw refused(`“${text.trim().slice(0, 40)}” is not a duration`);
  const ms = Math.round(Number(amount.replace(',', '.')) * (UNITS[unit] as number));
  if (ms < SHORTEST_MS) throw refused(`${durationWords(ms)} are too short to tell anything`);
  if (ms > LONGEST_MS) throw refused(`${durationWords(ms)} are longer than a benchmark may take`);
  return ms;
}

function refused(because: string): AppError {
  const remedy = 'Write minutes, such as 10 or 10m, or seconds, such as 30s: from 5 s to 60 min.';
  return new AppError('invalid_input', `${because}; nothing was started.`, remedy, {
    fields: { duration: `${because}. ${remedy}` },
  });
}

/** How long the queries run before anything is counted: a tenth of the time, one second at least and ten at most. */
export function warmUpFor(durationMs: number): number {
  return Math.min(10_000, Math.max(1_000, Math.round(durationMs / 10)));
}

/** How a benchmark's time is cut: every query in turn for about a second, as many rounds as there is time for. */
export function sliceTime(durationMs: number, queries: number): { rounds: number; sliceMs: number } {
  const rounds = Math.max(1, Math.round(durationMs / (queries * 1000)));
  return { rounds, sliceMs: durationMs / (rounds * queries) };
}
