import type { ReportField, ReportView } from '@/lib/contracts/report-view';

/** What is shown for a stored value. */
export function shownValue(field: ReportField): string {
  if (field.kind !== 'yes_no') return field.value;
  return { yes: 'Yes', no: 'No' }[field.value] ?? field.value;
}

/**
 * Words that are being written. `base`: what the field said when they were begun or last saved; `own`: every earlier base,
 * which the page may still show until it is read again; `original`: what stood there before.
 */
export type Draft = { text: string; base: string; own: string[]; original: string };

export function beginDraft(value: string): Draft {
  return { text: value, base: value, own: [], original: value };
}

/** The draft after its words were saved; what was typed while they were on their way stays. */
export function savedDraft(draft: Draft, saved: string): Draft {
  return { ...draft, base: saved, own: [...draft.own, draft.base] };
}

/**
 * What somebody else wrote into the field meanwhile, or null. `isRefused`: the server has said that there is something,
 * so that even words which the field has had before are theirs.
 */
export function clashOf(draft: Draft, value: string, isRefused: boolean): { theirs: string } | null {
  if (value === draft.base || value === draft.text) return null;
  return isRefused || !draft.own.includes(value) ? { theirs: value } : null;
}

/** A save after four quiet seconds, and of one field no more often than twice a minute: each is an event for good. */
const QUIET_MS = 4_000;
const APART_MS = 30_000;
export function saveDelayMs(savedAt: number | null, now: number): number {
  return Math.max(QUIET_MS, savedAt === null ? 0 : savedAt + APART_MS - now);
}

/** A draft as it was kept in the browser; null for anything that is none. */
export function parseDraft(kept: string | null): Draft | null {
  try {
    const value = JSON.parse(kept ?? 'null');
    const isText = (one: unknown) => typeof one === 'string';
    if (![value?.text, value?.base, value?.original].every(isText)) return null;
    return { text: value.text, base: value.base, original: value.original, own: [] };
  } catch {
    return null;
  }
}

/** What is still empty and only people can write. */
export function missingFields(report: ReportView): ReportField[] {
  return report.sections
    .flatMap((section) => section.fields)
    .filter((field) => field.isWritten && field.value.trim() === '');
}
