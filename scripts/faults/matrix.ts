import type { FaultRow } from './row';
import { HOSTS } from './rows/host';
import { KILLS } from './rows/kill';
import { OWN_STORES } from './rows/own-store';
import { PEOPLE } from './rows/people';
import { SQL } from './rows/sql';
import { STORES } from './rows/store';
import { WORKERS } from './rows/worker';

/** Every fault that is tried, in the order of the table. */
export const MATRIX: readonly FaultRow[] = [
  ...KILLS,
  ...WORKERS,
  ...PEOPLE,
  ...STORES,
  ...OWN_STORES,
  ...SQL,
  ...HOSTS,
];
