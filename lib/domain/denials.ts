/** A request about a plan, as far as what became of it goes. `choice`: hash of its procedure, branch and parameters. */
export type AskedBefore = { state: string; kind: string; planHash: string; choice: string | null };

/**
 * The denials that still hold for what a run would do, newest first: to this very plan, or to the same choice, which
 * neither another look at the target nor another run changes. `requests` are all of the incident, newest first; a yes to
 * a later one of the same ends a no. One that says of no choice counts for any.
 */
export function standingDenials<One extends AskedBefore>(
  requests: readonly One[],
  now: { planHash: string | null; choice: string },
): One[] {
  const same = requests.filter(
    ({ planHash, choice }) => planHash === now.planHash || choice === null || choice === now.choice,
  );
  const yes = same.findIndex(({ state, kind }) => kind === 'request' && (state === 'approved' || state === 'used'));
  return same.slice(0, yes === -1 ? same.length : yes).filter(({ state }) => state === 'denied');
}
