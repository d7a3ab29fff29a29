/** Where to go after signing in: a path of this console, never another site's address. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith('/') || /^\/[/\\]/.test(next) || /[\n\r\t]/.test(next) || next.startsWith('/sign-in'))
    return '/';
  return next;
}

const WAIT = /\b(\d+)\s*(s|sec|seconds?|min|minutes?|h|hours?)\b/;

/** The wait that a refusal names ("opens again in 4 min"), in milliseconds; null where it names none. */
export function readWaitMs(sentence: string): number | null {
  const found = /again in/.test(sentence) ? WAIT.exec(sentence) : null;
  if (!found) return null;
  const unit = found[2] ?? 's';
  return Number(found[1]) * (unit.startsWith('h') ? 3_600_000 : unit.startsWith('m') ? 60_000 : 1000);
}
