const TITLES: Record<number, string> = {
  1: 'Indexes and N+1 fixes',
  2: 'Vector optimisation',
  3: 'Migration consolidation',
  4: 'Monitoring and scaling',
  5: 'Full system',
};

export const phaseTitle = (phase: number): string => TITLES[phase] ?? `Phase ${phase}`;

/** The procedure of the full system stands in no phase of its own: its parts do. */
const WHOLE = 5;
const WHOLE_WORDS = 'full system';

/** A part's step is named after the procedure that it comes from (expand-procedure.ts): `p4-2-commit` is of 4.2. */
const PART_STEP = /^p(\d+)-\d+-/;

/** The phase of the optimisation that a step rolls back; null for what the full system does between its phases. */
export function phaseOfStep(stepKey: string, procedureKey: string): number | null {
  const part = PART_STEP.exec(stepKey)?.[1];
  const phase = Number(part ?? procedureKey.split('.')[0]);
  return phase === WHOLE ? null : phase;
}

/** "1", "4, 3"; "full system" while none of its phases has begun. In the order in which they were rolled back. */
export function phaseWords(phases: readonly (number | null)[]): string {
  const known = [...new Set(phases)].filter((phase) => phase !== null);
  return known.length > 0 ? known.join(', ') : WHOLE_WORDS;
}
