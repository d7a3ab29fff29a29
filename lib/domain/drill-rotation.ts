/**
 * Whose turn it is: the procedure after the one that was drilled last, round the week's list. Those that the runbook
 * does not have are passed over as long as another one is there.
 */
export function nextProcedure(week: readonly string[], last: string | null, known: readonly string[]): string {
  const start = last === null ? 0 : week.indexOf(last) + 1;
  const turns = week.map((_, index) => week[(start + index) % week.length] as string);
  const next = turns.find((key) => known.includes(key)) ?? turns[0];
  if (next === undefined) throw new RangeError('a week of the plan has no procedure');
  return next;
}
