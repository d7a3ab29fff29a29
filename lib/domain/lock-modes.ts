/** The locks on tables, as pg_locks names them, from the weakest to the strongest. */
export const LOCK_MODES = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;
export type LockMode = (typeof LOCK_MODES)[number];

/** What others do to a table, and the lock that it takes. */
type Deed = 'reading' | 'writing' | 'changing';

// PostgreSQL's own table of conflicts, as far as reading, writing and VACUUM or a change of the structure go.
const KEEPS_WAITING: Record<LockMode, readonly Deed[]> = {
  AccessShareLock: [],
  RowShareLock: [],
  RowExclusiveLock: [],
  ShareUpdateExclusiveLock: ['changing'],
  ShareLock: ['writing', 'changing'],
  ShareRowExclusiveLock: ['writing', 'changing'],
  ExclusiveLock: ['writing', 'changing'],
  AccessExclusiveLock: ['reading', 'writing', 'changing'],
};

/** Whether those who read or write the table have to wait for whoever has this lock on it. */
export const blocksPeople = (mode: LockMode): boolean => KEEPS_WAITING[mode].includes('writing');

export const strongest = (modes: readonly LockMode[]): LockMode | null =>
  LOCK_MODES.findLast((mode) => modes.includes(mode)) ?? null;

/** "SHARE UPDATE EXCLUSIVE": as PostgreSQL's documentation writes it. */
export function modeWords(mode: LockMode): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}

/** "Reading dialogs goes on; writing to it waits": what a lock of this kind on `what` means for everybody else. */
export function lockMeans(mode: LockMode, what: string): string {
  const waiting = KEEPS_WAITING[mode];
  if (waiting.includes('reading')) return `Nobody can read or write ${what} meanwhile: both wait`;
  if (waiting.includes('writing')) return `Reading ${what} goes on; writing to it waits`;
  return `Reading and writing ${what} go on`;
}
