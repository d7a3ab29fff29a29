/** What one host answered to the question that all hosts of a role were asked. */
type Answer = { ending: string; exitCode: number | null; stdout: string; stderr: string; error?: string };
type Of<R> = { host: string; result: R };

/**
 * The one answer of all hosts. Where one of them fails, its failure, by its name; where they answer differently, a
 * failure that says how: what is true of one host only is nothing to build a plan on.
 */
export function agreedAnswer<R extends Answer>(answers: readonly Of<R>[]): R {
  const [first, ...others] = answers as [Of<R>, ...Of<R>[]];
  if (others.length === 0) return first.result;
  const failed = answers.find(({ result }) => result.ending !== 'exited' || result.exitCode !== 0);
  if (failed) return inName(failed);
  if (others.every(({ result }) => result.stdout.trim() === first.result.stdout.trim())) return first.result;
  const error = `The hosts answer differently: ${answers.map(({ host, result }) => `${host} “${shortened(result.stdout)}”`).join(', ')}.`;
  return { ...first.result, ending: 'exited', exitCode: null, stdout: '', stderr: '', error };
}

/** Judged host by host: true where it holds on all of them, and what was seen where it does not. */
export function onEveryHost<S extends { isOk: boolean; isBlind?: true; saw: string }>(
  seen: readonly { host: string; seen: S }[],
): S {
  const [first] = seen as [{ host: string; seen: S }];
  if (seen.length === 1) return first.seen;
  const worst = seen.filter((one) => !one.seen.isOk);
  const shown = worst.length > 0 ? worst : seen;
  const isOneSight = worst.length === 0 && seen.every((one) => one.seen.saw === first.seen.saw);
  const saw = isOneSight
    ? `${first.seen.saw}, on ${seen.map(({ host }) => host).join(', ')}`
    : shown.map((one) => `${one.host}: ${one.seen.saw}`).join('; ');
  const isBlind = worst.some((one) => one.seen.isBlind) || undefined;
  return { ...(worst[0] ?? first).seen, isOk: worst.length === 0, isBlind, saw };
}

function inName<R extends Answer>({ host, result }: Of<R>): R {
  const named = (text: string) => (text.trim() === '' ? text : `${host}: ${text}`);
  const last = result.stderr.trim().split('\n').at(-1) ?? '';
  return { ...result, stderr: named(last), error: named(result.error ?? '') || undefined };
}

function shortened(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
