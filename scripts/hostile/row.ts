import type { World } from './world';

/**
 * What becomes of a hostile input. R: refused before anything is kept. B: blocked before anything runs. I: taken as the
 * text that it is. D: denied. A number is the HTTP status that has to come.
 */
export type Expected = 'R' | 'B' | 'I' | 'D' | 'accepted' | 'one' | 'fails' | 'ends' | 'kept out' | number;

/** What was seen: how far it came, in the words that the product itself said. */
export type Seen = { came: Expected | 'kept' | 'let through' | 'unanswered' | 'not reached'; words: string };

export type Row = {
  /** The number in the table of the specification, or a name of our own; a letter where one input is fed in several ways. */
  id: string;
  what: string;
  /** By which of the product's own ways in it comes. */
  surface:
    | 'import page'
    | 'terminal'
    | 'planning'
    | 'run'
    | 'HTTP'
    | 'server action'
    | 'sign-in'
    | 'socket'
    | 'report'
    | 'HTTP check';
  expected: Expected;
  /** A refused try by somebody who is signed in, or a wrong password: then an event has to say so. */
  isAudited?: true;
  feed: (world: World) => Promise<Seen>;
};

/** Further out is at least as safe: what was refused at once was never blocked later, and never ran. */
const AS_SAFE: Readonly<Record<string, readonly Seen['came'][]>> = {
  R: ['R'],
  B: ['B', 'R'],
  I: ['I', 'R'],
  D: ['D'],
};

/** Whether it came no further than it may. Decided by what was seen alone. */
export function holds(expected: Expected, { came }: Seen): boolean {
  return (AS_SAFE[String(expected)] ?? [expected]).includes(came);
}
