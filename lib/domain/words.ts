import type { MatrixRow, Procedure } from '@/lib/contracts/runbook';

/** "2–5 min" */
export function estimateWords(estimate: Procedure['estimateMinutes']): string {
  return `${estimate.from}–${estimate.to} min`;
}

/** "0–5 min", or "next window" where the matrix gives no time. */
export function respondWords(row: Pick<MatrixRow, 'respondMinutes'>): string {
  return row.respondMinutes ? `${row.respondMinutes.from}–${row.respondMinutes.to} min` : 'next maintenance window';
}

/** "respond within 5 min": what the clock counts down. */
export function deadlineWords(row: Pick<MatrixRow, 'respondMinutes'>): string {
  return row.respondMinutes ? `respond within ${row.respondMinutes.to} min` : 'next maintenance window';
}

/** "3:48", "0:06", "1:02:10" */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** "41 ms", "1.8 s", "6 min 54 s", "1 h 10 min" */
export function durationWords(ms: number): string {
  // The limits are where rounding would reach the next unit: 999.6 ms is 1.0 s, and 59.6 s is 1 min 0 s.
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** "41 B", "3.2 kB", "2 MB", "1.4 TB" */
export function bytesWords(bytes: number): string {
  const steps = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${(bytes / 1000 ** steps).toFixed(steps === 0 ? 0 : 1).replace(/\.0$/, '')} ${BYTE_UNITS[steps]}`;
}

/** The first seven of a commit id; anything else as it is. */
export function shortId(value: string): string {
  return /^[0-9a-f]{40}$/.test(value) ? value.slice(0, 7) : value;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** With a full stop, unless it ends as a sentence does: for what a program or a system said. */
export function asSentence(text: string): string {
  const said = text.trim();
  return /[.!?]$/.test(said) ? said : `${said}.`;
}
