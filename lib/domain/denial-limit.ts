/** Refused tries that are written down for one person, or one account, in a stretch of time: a flood fills no store. */
export const DENIALS_KEPT = 30;
export const DENIALS_WINDOW_MS = 10 * 60_000;
/** Whoever comes with ever new names is one more flood. */
const NAMES_KEPT = 1000;

type Stretch = { since: number; kept: number; unkept: number };

/** Counts refused tries by name. Holds what a process has seen, so several processes together keep a few times as many. */
export class DenialLimit {
  private readonly stretches = new Map<string, Stretch>();

  /** Whether this try is written down, and how many before it were not. `now` in milliseconds. */
  take(name: string, now: number): { isKept: boolean; unkept: number } {
    const before = this.stretches.get(name);
    const isOver = before === undefined || now - before.since >= DENIALS_WINDOW_MS;
    const stretch = isOver ? { since: now, kept: 0, unkept: before?.unkept ?? 0 } : before;
    this.stretches.delete(name);
    this.stretches.set(name, stretch);
    const [oldest] = this.stretches.keys();
    if (this.stretches.size > NAMES_KEPT && oldest !== undefined) this.stretches.delete(oldest);
    if (stretch.kept >= DENIALS_KEPT) {
      stretch.unkept += 1;
      return { isKept: false, unkept: stretch.unkept };
    }
    const { unkept } = stretch;
    stretch.kept += 1;
    stretch.unkept = 0;
    return { isKept: true, unkept };
  }
}
