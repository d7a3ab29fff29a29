import { durationWords } from './words';

/** One time that a step was really done and its check held. */
export type StepSample = {
  tookMs: number;
  isDrill: boolean;
  /** Where: on this very target, on another one of its environment, or on one of another. */
  place: SamplePlace;
};
export const SAMPLE_PLACES = ['here', 'environment', 'elsewhere'] as const;
export type SamplePlace = (typeof SAMPLE_PLACES)[number];

export type SimilarRuns = { place: SamplePlace; runs: number; drills: number; usualMs: number; worstMs: number };

/** What similar runs took, from the nearest place that has any; null where the step never ran. */
export function summariseRuns(samples: readonly StepSample[]): SimilarRuns | null {
  const place = SAMPLE_PLACES.find((near) => samples.some((sample) => sample.place === near));
  if (!place) return null;
  const near = samples.filter((sample) => sample.place === place);
  const times = near.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return {
    place,
    runs: near.length,
    drills: near.filter(({ isDrill }) => isDrill).length,
    usualMs: times[Math.floor((times.length - 1) / 2)] as number,
    worstMs: times.at(-1) as number,
  };
}

const PLACE_WORDS: Record<SamplePlace, string> = {
  here: '',
  environment: ' on other targets of this environment',
  elsewhere: ' on targets of other environments',
};

/** "Usually 4.0 s (worst 11 s of 9 runs, 3 of them drills)": never an estimate that looks like an experience. */
export function timeWords(similar: SimilarRuns | null, estimateMs: number): string {
  if (!similar) return `About ${durationWords(estimateMs)}, estimated: it has not run before`;
  const { place, runs, drills, usualMs, worstMs } = similar;
  const where = PLACE_WORDS[place];
  if (runs === 1)
    return `${durationWords(usualMs)} the one time that it ran${where}${drills === 1 ? ', in a drill' : ''}`;
  return `Usually ${durationWords(usualMs)} (worst ${durationWords(worstMs)} of ${runs} runs${where}${drillWords(drills, runs)})`;
}

function drillWords(drills: number, runs: number): string {
  if (drills === 0) return '';
  return drills === runs ? ', all of them drills' : `, ${drills} of them ${drills === 1 ? 'a drill' : 'drills'}`;
}
