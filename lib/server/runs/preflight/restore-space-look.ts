import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { bytesWords } from '@/lib/domain/words';
import { ask, block, type Look, type LookContext, many, ok, one, query } from './look';

/** A dump beside the database, and a second database beside the first: each with a fifth to spare. */
const SPARE = 1.2;

export const restoreSpace: Look = async (context, args) => {
  if (!many(args, 'branches').includes(context.branch)) return { findings: [] };
  const [[size], backups, data] = await Promise.all([
    query(context, 'preflight/database-size.sql'),
    freeSpace(context, 'backups-disk-free'),
    freeSpace(context, 'disk-free'),
  ]);
  const bytes = Number(size?.size_bytes);
  const isInPlace = one(args, 'where') === 'in_place';
  if ('verdict' in backups) return { findings: [backups] };
  if ('verdict' in data) return { findings: [data] };
  const isOneDisk = backups.disk === data.disk;
  const dump = SPARE * bytes;
  const copy = isInPlace ? 0 : SPARE * bytes;
  const isShort = backups.free < dump + (isOneDisk ? copy : 0) || data.free < copy + (isOneDisk ? dump : 0);
  const needs = `${bytesWords(dump)} for the dump of the failed state${isInPlace ? '' : ` and ${bytesWords(copy)} for the new database`}`;
  const free = isOneDisk
    ? `${bytesWords(data.free)} are free`
    : `${bytesWords(backups.free)} are free for backups and ${bytesWords(data.free)} for databases`;
  const remedy = isInPlace
    ? 'Free some space first: without the dump nothing of the failed state would be left.'
    : 'Free some space, remove kept databases, or plan the restore in place.';
  return {
    findings: [
      isShort
        ? block('restore-space', `Disk is short: ${free}, and it takes ${needs}.`, remedy)
        : ok('restore-space', `${free}; it takes ${needs}.`),
    ],
  };
};

async function freeSpace(context: LookContext, command: string): Promise<{ free: number; disk: string } | Finding> {
  const answer = await ask(context, command);
  const columns = answer.text.split('\n').at(-1)?.trim().split(/\s+/) ?? [];
  const kilobytes = Number(columns[3]);
  if (answer.isOk && Number.isFinite(kilobytes)) {
    const host = context.target.inventory.commands[command]?.host;
    return { free: kilobytes * 1024, disk: `${host} ${columns[0]}` };
  }
  return block(
    'restore-space',
    `Free disk space cannot be seen: ${answer.why || 'df answered in a form that is not known'}.`,
    'Have it looked at on the host, and mend the command of the inventory.',
  );
}
