import type { CommandBinding } from '../../lib/contracts/target';

/** The only host that a sandbox has: this machine. */
export const HOST = 'app-1';

/** Bindings by the key that procedures name them by. */
export type Bindings = Record<string, CommandBinding>;
