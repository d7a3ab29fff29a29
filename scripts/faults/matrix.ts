import type { FaultRow } from './row';
import { KILLS } from './rows/kill';
import { PEOPLE } from './rows/people';
import { WORKERS } from './rows/worker';

/** Every fault that is tried, in the order of the table. */
export const MATRIX: readonly FaultRow[] = [...KILLS, ...WORKERS, ...PEOPLE];
