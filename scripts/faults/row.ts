import type { TestConsole } from '@/lib/server/testing/open-console';
import type { Form } from './options';
import type { OwnStore } from './rows/own-store';
import type { Tally } from './tally';

/** What a row's trials get: a console of their own, on a store and a target that nobody else uses. */
export type FaultContext = {
  at: TestConsole;
  trials: number;
  form: Form;
  /** From 0 up to 1, the same for the same seed. */
  random: () => number;
  tally: Tally;
  /** A store server of the row's own, and the folder that it lies in, where the row asked for one. */
  ownStore?: OwnStore;
  ownFolder?: string;
  /** How long a worker may be silent here, in ms. */
  staleMs: number;
};

export type FaultRow = {
  /** Short, for `--only` and the table. */
  name: string;
  /** What is done and what has to come of it. */
  promise: string;
  /** Trials by form. */
  trials: Record<Form, number>;
  /** Trials of one process; more are shared out among several, which run side by side. */
  perProcess?: number;
  /** With the product's own times for heartbeat, lease and drain. */
  hasDefaults?: boolean;
  /** Where a store server of the row's own lies: it wants to take it away, or its disk. */
  ownStore?: () => { folder: string; remove: () => void };
  /** Why it cannot be made for real on this machine; it then counts neither as passed nor as tried. */
  whyNotHere?: () => string | null;
  /** What stands in for the real thing, where something does. */
  standIn?: string;
  run: (context: FaultContext) => Promise<void>;
};
