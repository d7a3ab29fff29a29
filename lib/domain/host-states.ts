import type { StepState } from './run-states';

/** What is known of one host of a step that runs on several, through all of the step's attempts. */
export const HOST_STATES = ['untouched', 'running', 'succeeded', 'failed', 'cancelled', 'unknown'] as const;
export type HostState = (typeof HOST_STATES)[number];
export type HostFact = { host: string; state: HostState; summary: string };

/** A host that was running when its step lost its worker is one that nothing is known of, until it is asked. */
export function hostStateNow(state: HostState, step: StepState): HostState {
  return state === 'running' && step !== 'running' ? 'unknown' : state;
}

/** Drawn and named as the step's own state that is like it: nothing has begun on an untouched host. */
export const stateOfHost = (state: HostState): StepState => (state === 'untouched' ? 'pending' : state);

/** Where an attempt runs: never again where it succeeded. */
export const isToRun = ({ state }: { state: HostState }): boolean => state !== 'succeeded';

type EndState = 'succeeded' | 'failed' | 'unknown' | 'cancelled';

/** What became of the step as a whole. One host that nobody knows of leaves the whole unknown, whatever the others say. */
export function stateOfAll(hosts: readonly { state: HostState }[], isStopped: boolean): EndState {
  if (hosts.some(({ state }) => state === 'unknown' || state === 'running')) return 'unknown';
  if (hosts.every(({ state }) => state === 'succeeded')) return 'succeeded';
  return isStopped || hosts.some(({ state }) => state === 'cancelled') ? 'cancelled' : 'failed';
}

/** In one sentence: where it succeeded, where not and why, and which hosts were never touched. */
export function summaryOfAll(hosts: readonly HostFact[]): string {
  const named = (state: HostState) => hosts.filter((one) => one.state === state).map(({ host }) => host);
  const list = (words: string, names: string[]) => (names.length > 0 ? [`${words} ${names.join(', ')}`] : []);
  if (hosts.every(({ state }) => state === 'succeeded')) return `done on ${named('succeeded').join(', ')}`;
  const troubled = hosts
    .filter(({ state }) => state === 'failed' || state === 'cancelled' || state === 'unknown')
    .map(({ host, summary }) => `${host}: ${summary}`);
  return [...troubled, ...list('done on', named('succeeded')), ...list('not touched:', named('untouched'))].join('; ');
}

/** Which hosts a further attempt would run on, and which it would leave alone. */
export function againWords(hosts: readonly { host: string; state: HostState }[]): string {
  const again = hosts.filter(isToRun).map(({ host }) => host);
  const left = hosts.filter((one) => !isToRun(one)).map(({ host }) => host);
  if (left.length === 0) return `Runs exactly the approved step once more, on ${again.join(', ')}.`;
  if (again.length === 0)
    return `It succeeded on ${left.join(', ')}: nothing is run there, and what it is for is looked at again.`;
  return `Runs exactly the approved step on ${again.join(', ')}. It succeeded on ${left.join(', ')}: nothing is run there.`;
}
