import { markActive } from './presence.mjs';
import { leaseSession } from './session-lease.mjs';

/** What every request passes through before its route, in order. */
export const pipeline = [leaseSession, markActive];
