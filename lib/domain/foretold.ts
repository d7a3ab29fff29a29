import type { RenderedStep, StepForecast } from '@/lib/contracts/plan';
import { asSentence } from './words';

/** What was foretold of one step that changes something, as the event of its plan keeps it. */
export type Foretold = {
  title: string;
  where: string;
  /** One sentence: what users would notice, else who would wait, else what it touches; empty where nothing was known. */
  words: string;
  /** How long it would take, with where that comes from. */
  time: string;
  /** The longest that it was foretold to take; absent where that is not known. */
  longestMs?: number;
};

/** Of a plan's steps those that change something, each with its forecast in short. Steps that only look are foretold nothing. */
export function foretoldOf(
  steps: readonly Pick<RenderedStep, 'title' | 'where' | 'effect' | 'plannedSkip'>[],
  forecasts: readonly StepForecast[],
): Foretold[] {
  return steps.flatMap(({ title, where, effect, plannedSkip }, at) => {
    const forecast = forecasts[at];
    if (!forecast || effect === 'read' || plannedSkip !== null) return [];
    const { time, longestMs } = forecast;
    return [{ title, where, words: inShort(forecast), time, ...(longestMs !== undefined && { longestMs }) }];
  });
}

function inShort({ usersNotice, lock, touches }: StepForecast): string {
  const said = usersNotice ?? lock ?? (touches.length > 0 ? `It touches ${touches.slice(0, 3).join(', ')}` : '');
  const [first = ''] = said.split(/(?<=[.!?])\s/);
  return first && asSentence(first);
}
