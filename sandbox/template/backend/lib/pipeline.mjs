import { markActive } from './presence.mjs';

/** What every request passes through before its route, in order. */
export const pipeline = [markActive];
