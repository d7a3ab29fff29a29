import 'server-only';
import { judgeRestoreSpace, parseFreeSpace } from '@/lib/domain/preflight/disk-space';
import { block } from '@/lib/domain/preflight/finding';
import { ask, type Look, type LookContext, many, one, query } from './look';

/** Free space where backups and databases lie, against what a dump and a second database take. */
export const restoreSpace: Look = async (context, args) => {
  if (!many(args, 'branches').includes(context.branch)) return { findings: [] };
  const [[size], backups, data] = await Promise.all([
    query(context, 'preflight/database-size.sql'),
    freeSpace(context, 'backups-disk-free'),
    freeSpace(context, 'disk-free'),
  ]);
  if ('verdict' in backups) return { findings: [backups] };
  if ('verdict' in data) return { findings: [data] };
  const isInPlace = one(args, 'where') === 'in_place';
  return { findings: [judgeRestoreSpace(Number(size?.size_bytes), { backups, data, isInPlace })] };
};

async function freeSpace(context: LookContext, command: string) {
  const answer = await ask(context, command);
  const free = answer.isOk ? parseFreeSpace(answer.text) : null;
  // The same device name on two hosts is two disks.
  if (free) return { ...free, disk: `${context.target.inventory.commands[command]?.host} ${free.disk}` };
  return block(
    'restore-space',
    `Free disk space cannot be seen: ${answer.why || 'df answered in a form that is not known'}.`,
    'Have it looked at on the host, and mend the command of the inventory.',
  );
}
