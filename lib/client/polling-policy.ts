/** Whether news arrives by itself. 'connecting' lasts from the first load to the stream's first answer. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'signed_out';

export type Urgency = 'room' | 'page';

/**
 * How often a screen asks by itself. While the stream is live this only guards against a lost message; while it is
 * down, polling carries the screen. A page nobody looks at waits for its focus event instead.
 */
export function pollEveryMs(connection: Connection, urgency: Urgency, isVisible: boolean): number | false {
  if (connection === 'signed_out' || !isVisible) return false;
  if (connection === 'live') return urgency === 'room' ? 15_000 : 30_000;
  return urgency === 'room' ? 2_000 : 5_000;
}

/** Pause before the stream is tried again: quick at first, never more than ten seconds. */
export function reconnectAfterMs(attempt: number): number {
  return Math.min(10_000, 500 * 2 ** Math.min(attempt, 5));
}
