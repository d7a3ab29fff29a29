import type { DomainEvent } from './events';

/** One entry of a log: its first line's time, and everything up to the next time. */
export type LogEntry = { at: number; text: string };

const STAMP = /^\[?(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?\]?:?\s?/;

/**
 * The entries of a log whose lines begin with an ISO time; one without a zone is UTC. Lines without a time belong to the
 * entry before them (a stack trace); what stands before the first time is nobody's, since the log is read from its end.
 */
export function parseLog(text: string): LogEntry[] {
  const entries: LogEntry[] = [];
  for (const line of text.split('\n')) {
    const stamp = STAMP.exec(line);
    const at = stamp ? timeOf(stamp) : Number.NaN;
    if (!Number.isNaN(at)) entries.push({ at, text: line.slice(stamp?.[0].length).trimEnd() });
    else if (line.trim() !== '') append(entries, line);
  }
  return entries;
}

function timeOf([, day, time, fraction = '', zone = 'Z']: RegExpExecArray): number {
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  return Date.parse(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
}

function append(entries: LogEntry[], line: string): void {
  const last = entries.at(-1);
  if (last) last.text += `\n${line.trimEnd()}`;
}

/** When the newest rollback began, and when the last thing that it changed was done; null before any rollback has started. */
export function rollbackSpan(events: readonly DomainEvent[]): { beganAt: number; changedAt: number } | null {
  const began = events.findLast((event) => event.type === 'run.started');
  if (!began) return null;
  const changes = events.filter((event) => event.runId === began.runId && isChange(event));
  const beganAt = Date.parse(began.at);
  return { beganAt, changedAt: Math.max(beganAt, ...changes.map((event) => Date.parse(event.at))) };
}

/** Also a step that was lost sight of, once somebody has said that it took effect. */
function isChange(event: DomainEvent): boolean {
  if (event.type === 'step.settled') return event.data.verdict === 'applied';
  return event.type === 'step.succeeded' && event.data.effect !== 'read';
}

export type LogVerdict = { isOk: boolean; saw: string };

const SHOWN_ENTRIES = 5;
const SHOWN_CHARACTERS = 240;

/**
 * Whether a log is free of critical entries since the rollback's last change. What is critical is a list of words, each
 * looked for as a whole word, exactly as written. Critical entries from before that, while the rollback was on its way,
 * are counted and held against nobody: they are what it was for. A log whose part does not reach back proves nothing.
 */
export function judgeLog(
  text: string,
  critical: readonly string[],
  span: { beganAt: number; changedAt: number },
  limits: { isWhole: boolean },
): LogVerdict {
  const entries = parseLog(text);
  const isCritical = (entry: LogEntry) => critical.some((word) => hasWord(entry.text, word));
  const since = entries.filter((entry) => entry.at >= span.changedAt);
  const found = since.filter(isCritical);
  const before = entries.filter((e) => e.at >= span.beganAt && e.at < span.changedAt && isCritical(e)).length;
  const from = clock(span.changedAt);
  if (found.length > 0)
    return { isOk: false, saw: [`${count(found.length)} since ${from}:`, ...shown(found)].join('\n') };
  const first = entries[0];
  if (text.trim() !== '' && !first)
    return { isOk: false, saw: 'no line of the log begins with a time, so nothing can be told from it' };
  if (!limits.isWhole && first && first.at > span.changedAt)
    return { isOk: false, saw: `the part that was read reaches back to ${clock(first.at)} only` };
  const others = since.length > 0 ? `; ${since.length} other entries` : '';
  const during = before > 0 ? `; ${count(before)} before that, while it was being rolled back` : '';
  return { isOk: true, saw: `none since ${from}${others}${during}` };
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return true;
  }
  return false;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}

function shown(entries: readonly LogEntry[]): string[] {
  const lines = entries.slice(-SHOWN_ENTRIES).map(({ at, text }) => {
    const line = text.split('\n')[0] ?? '';
    return `${clock(at)} ${line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line}`;
  });
  return entries.length > SHOWN_ENTRIES ? [`the last ${SHOWN_ENTRIES} of them:`, ...lines] : lines;
}

const count = (n: number) => (n === 1 ? 'one critical entry' : `${n} critical entries`);
const clock = (at: number) => `${new Date(at).toISOString().slice(11, 19)} UTC`;
