import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import type { Finding } from '@/lib/contracts/plan';
import type { Severity } from '@/lib/contracts/runbook';
import type { Environment } from '@/lib/contracts/target';
import { type BackupContents, objectsWords } from '../backup-contents';
import { bytesWords } from '../words';
import { block, ok, warn } from './finding';

export type BackupKind = 'custom archive' | 'directory archive' | 'plain text';
export type SeenBackup = { name: string; kind: BackupKind; files: number; bytes: number; modifiedMs: number };
/** What the console itself knows of exactly these bytes: the last run that restored them well. */
export type LastRestore = { at: string; incidentCode: string };

const DAY_MS = 24 * 60 * 60 * 1000;
const OLD_MS = DAY_MS;
/** On a CRITICAL plan nobody has the time to find out afterwards that a newer one would have done. */
const STALE_MS = 7 * DAY_MS;
const MAX_NAMED = 20;
const CHOOSE_ANOTHER = 'Choose another backup from the list. Nothing has been stopped.';

export const withArticle = (kind: BackupKind) => (kind === 'plain text' ? kind : `a ${kind}`);

/** pg_restore refuses plain SQL, psql would run an archive's bytes as SQL, and a tar cannot be looked into. */
export function kindByFirstBytes(name: string, first: string): BackupKind | Finding {
  if (first === '') return block('backup', `The backup ${name} is empty.`, CHOOSE_ANOTHER);
  if (first.startsWith('toc.dat'))
    return block(
      'backup',
      `The backup ${name} is a tar archive, which cannot be restored in parallel or looked into in the middle.`,
      'Unpack it into a folder of the same name on the host, and choose the folder.',
    );
  return first.startsWith('PGDMP') ? 'custom archive' : 'plain text';
}

/** What was read of a plain dump: commands of psql's own can run programs, and a dump without its last line is cut off. */
export function judgePlainReading(name: string, contents: BackupContents): Finding | null {
  if (contents.refused.length > 0)
    return block(
      'backup',
      `The backup ${name} holds ${contents.refused.length} lines that psql would take for commands of its own: they can run programs on the host.`,
      'Find out who wrote it. pg_dump writes none of them.',
      contents.refused.map(({ line, what }) => `line ${line}: ${what}`),
    );
  if (contents.isWhole) return null;
  return block(
    'backup',
    `The backup ${name} does not reach pg_dump's last line, "PostgreSQL database dump complete": it is cut off, or no dump.`,
    CHOOSE_ANOTHER,
  );
}

export function judgeContents(seen: SeenBackup, contents: BackupContents, sha256: string): Finding {
  const facts = [
    `${seen.name}: ${seen.kind}, ${bytesWords(seen.bytes)}${seen.files > 1 ? ` in ${seen.files} files` : ''}`,
    `written ${new Date(seen.modifiedMs).toISOString()}`,
    `SHA-256 ${sha256}`,
    `dumped from PostgreSQL ${contents.version ?? 'of a version that it does not say'}`,
    objectsWords(contents),
    ...contents.tables.slice(0, MAX_NAMED),
  ];
  if (contents.tables.length === 0)
    return block('backup', `The backup ${seen.name} holds no table.`, CHOOSE_ANOTHER, facts);
  const sentence = `The backup is ${withArticle(seen.kind)} of ${bytesWords(seen.bytes)} and was read to its end: ${objectsWords(contents)}.`;
  return ok('backup', sentence, facts);
}

export function judgeAge(modifiedMs: number, { nowMs, severity }: { nowMs: number; severity: Severity }): Finding {
  const old = formatDistanceStrict(modifiedMs, nowMs);
  const age = nowMs - modifiedMs;
  if (age > STALE_MS && severity === 'critical')
    return block(
      'backup-age',
      `The backup is ${old} old: all that was written since then is lost.`,
      'Choose a newer one. Where this is the newest that is sound, the approver has to say so.',
    );
  if (age > OLD_MS)
    return warn(
      'backup-age',
      `The backup is ${old} old: what was written since then is lost.`,
      'See that it is the newest that is sound.',
    );
  return ok('backup-age', `The backup is ${old} old; what was written since then is lost.`);
}

/**
 * A backup that nobody has restored is a hope; and of one that nobody knows, nobody can say who wrote it: whoever did could
 * have its SQL do anything that the role may. A sandbox holds nothing, and the console has filled it by itself.
 */
export function judgeProvenance(last: LastRestore | null, sha256: string, environment: Environment): Finding {
  const key = 'backup-provenance';
  if (last)
    return ok(key, `Exactly this backup was restored well on ${last.at.slice(0, 10)}, in ${last.incidentCode}.`);
  const sentence =
    'Nobody has restored exactly this backup with the console yet, so nothing says who wrote it, or that it is the one you mean.';
  const details = [`SHA-256 ${sha256}`];
  const compare = 'Compare its SHA-256 with what was written down when it was made.';
  if (environment === 'sandbox') return warn(key, sentence, compare, details);
  return block(
    key,
    sentence,
    `${compare} Where they are the same, the approver says so and where that is kept.`,
    details,
  );
}

/** Tables that only one of the two has: what people put there after the backup was written goes with the restore. */
export function judgeDifferences(live: readonly string[], inBackup: readonly string[]): Finding[] {
  const lost = live.filter((name) => !inBackup.includes(name));
  const back = inBackup.filter((name) => !live.includes(name));
  if (lost.length + back.length === 0) return [];
  return [
    warn(
      'backup-differences',
      `Tables differ: ${lost.length} only in the database, ${back.length} only in the backup.`,
      'Those that are not in the backup are not there after the restore. The database from before is kept.',
      [...lost.map((name) => `only in the database: ${name}`), ...back.map((name) => `only in the backup: ${name}`)],
    ),
  ];
}

/** `server`: what version() says. */
export function judgeVersion(dumpedFrom: string | null, server: string): Finding[] {
  const major = Number(/PostgreSQL (\d+)/.exec(server)?.[1]);
  if (!(Number.parseInt(dumpedFrom ?? '', 10) > major)) return [];
  return [
    warn(
      'backup-version',
      `The backup was dumped from PostgreSQL ${dumpedFrom}, and this server is ${major}.`,
      'Settings that it does not know may end the restore; nothing is swapped then.',
    ),
  ];
}

/** A row of `sql/preflight/archiver.sql`. */
export type ArchiverRow = {
  is_on: boolean;
  is_failing: boolean;
  last_archived: string | null;
  last_failed_wal: string | null;
};

/** Where WAL is archived, what was written since the backup can be won back by somebody who knows how. */
export function judgeArchiver(row: ArchiverRow | undefined): Finding[] {
  const key = 'wal-archive';
  if (!row?.is_on) return [];
  if (row.is_failing)
    return [
      warn(
        key,
        `The server cannot archive its WAL (${row.last_failed_wal}), so nothing written since ${row.last_archived ?? 'its start'} can be won back from there.`,
        'Mend archive_command first if anybody means to recover to a point in time.',
      ),
    ];
  return [ok(key, `The server archives its WAL; the last file went out ${row.last_archived ?? 'never'}.`)];
}
