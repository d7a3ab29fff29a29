import 'server-only';

/** One try, from looking the name up to the channel's last word. Well below the lease of deliver-due.ts. */
export const SEND_TIMEOUT_MS = 15_000;

const LONGEST_ANSWER = 300;

/** What a channel said, on one line and short enough to be read in a list. */
export function shortAnswer(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_ANSWER ? `${line.slice(0, LONGEST_ANSWER)}…` : line;
}
