import type { Finding } from '@/lib/contracts/plan';
import { bytesWords } from '../words';
import { block, ok, warn } from './finding';

/** A dump beside the database, a second database beside the first, an index built again: each with a fifth to spare. */
const SPARE = 1.2;

/** Free bytes and the disk they are on, as `df -Pk` says them; null where it answers in a form that is not known. */
export function parseFreeSpace(text: string): { freeBytes: number; disk: string } | null {
  const columns = text.trim().split('\n').at(-1)?.trim().split(/\s+/) ?? [];
  const kilobytes = Number(columns[3]);
  return columns.length >= 4 && Number.isFinite(kilobytes)
    ? { freeBytes: kilobytes * 1024, disk: columns[0] as string }
    : null;
}

export function judgeDisk(freeBytes: number, database: { bytes: number; words: string }): Finding {
  const sentence = `${(freeBytes / 1024 ** 3).toFixed(1)} GB are free; the database takes ${database.words}.`;
  return freeBytes < database.bytes * SPARE
    ? warn('disk', sentence, 'Creating the indexes again may need more; free some space first.')
    : ok('disk', sentence);
}

type Space = { freeBytes: number; disk: string };

/** Whether the dump of the failed state and, unless it is restored in place, a second database fit. */
export function judgeRestoreSpace(
  databaseBytes: number,
  { backups, data, isInPlace }: { backups: Space; data: Space; isInPlace: boolean },
): Finding {
  const isOneDisk = backups.disk === data.disk;
  const dump = SPARE * databaseBytes;
  const copy = isInPlace ? 0 : SPARE * databaseBytes;
  const isShort = backups.freeBytes < dump + (isOneDisk ? copy : 0) || data.freeBytes < copy + (isOneDisk ? dump : 0);
  const needs = `${bytesWords(dump)} for the dump of the failed state${isInPlace ? '' : ` and ${bytesWords(copy)} for the new database`}`;
  const free = isOneDisk
    ? `${bytesWords(data.freeBytes)} are free`
    : `${bytesWords(backups.freeBytes)} are free for backups and ${bytesWords(data.freeBytes)} for databases`;
  const remedy = isInPlace
    ? 'Free some space first: without the dump nothing of the failed state would be left.'
    : 'Free some space, remove kept databases, or plan the restore in place.';
  return isShort
    ? block('restore-space', `Disk is short: ${free}, and it takes ${needs}.`, remedy)
    : ok('restore-space', `${free}; it takes ${needs}.`);
}
