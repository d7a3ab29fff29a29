/**
 * Databases that a restore makes or keeps are named after the one they belong to. `restored`: being filled, and never
 * used by anybody. `failed`: what was in use before the swap. `undone`: what was in use after it, and was taken back.
 */
export type RestoreKind = 'restored' | 'failed' | 'undone';
export type RestoreName = { live: string; kind: RestoreKind; stamp: string };

const FORM = /^(.+)_(restored|failed|undone)_(\d{8}_\d{6})$/s;

/** What a database's name says about the restore that it comes from; null for any other database. */
export function parseRestoreName(name: string): RestoreName | null {
  const [, live, kind, stamp] = FORM.exec(name) ?? [];
  return live && kind && stamp ? { live, kind: kind as RestoreKind, stamp } : null;
}

/** Such a name, standing for one that is only known when a plan is made. */
export const STAND_IN_RESTORE_NAME = 'stand_in_restored_20250101_000000';
