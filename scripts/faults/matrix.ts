import type { FaultRow } from './row';
import { KILLS } from './rows/kill';

/** Every fault that is tried, in the order of the table. */
export const MATRIX: readonly FaultRow[] = [...KILLS];
