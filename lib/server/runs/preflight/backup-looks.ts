import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import {
  type BackupContents,
  type BackupEntry,
  objectsWords,
  parseArchiveList,
  parseEntries,
  parsePlainReading,
} from '@/lib/domain/backup-contents';
import {
  type ArchiverRow,
  type BackupKind,
  judgeAge,
  judgeArchiver,
  judgeContents,
  judgeDifferences,
  judgePlainReading,
  judgeProvenance,
  judgeVersion,
  kindByFirstBytes,
  type LastRestore,
  type SeenBackup,
  withArticle,
} from '@/lib/domain/preflight/backup';
import { block } from '@/lib/domain/preflight/finding';
import { storeNow } from '../../audit/append-event';
import { db } from '../../db';
import { findMissingTools } from '../../targets/find-missing-tools';
import { linesDigest } from '../../targets/lines-digest';
import { ask, type Look, type LookContext, many, one, query } from './look';

/** A whole backup is read, however big it is. */
const READ_TIMEOUT_MS = 2 * 60 * 60 * 1000;

/** Reads a backup to its end before anybody relies on it: its kind by the first bytes, its size, age, hash and contents. */
export const backup: Look = async (context, args) => {
  if (!many(args, 'branches').includes(context.branch)) return { findings: [] };
  const name = one(args, 'backup');
  const seen = await see(context, name);
  if ('verdict' in seen) return { findings: [seen] };
  const missing = await missingClient(context, seen.kind);
  if (missing) return { findings: [missing] };
  const [contents, hash] = await Promise.all([read(context, name, seen.kind), hashOf(context, name)]);
  if ('verdict' in contents) return { findings: [contents] };
  if ('verdict' in hash) return { findings: [hash] };
  const facts = {
    restored_by: seen.kind === 'plain text' ? 'psql' : 'pg_restore',
    backup_kind: seen.kind,
    backup_sha256: hash.sha256,
    backup_digest: hash.digest,
    backup_objects: objectsWords(contents),
  };
  const findings = [
    judgeContents(seen, contents, hash.sha256),
    judgeAge(seen.modifiedMs, { nowMs: (await storeNow(db())).getTime(), severity: context.severity }),
    judgeProvenance(await lastRestore(hash.digest), hash.sha256, context.target.environment),
    ...(await compare(context, contents)),
  ];
  return { facts, findings };
};

async function see(context: LookContext, name: string): Promise<SeenBackup | Finding> {
  const listed = await ask(context, 'backup-files', { backup: name });
  if (!listed.isOk) return block('backup', `The backup ${name} cannot be found: ${listed.why}.`, CHOOSE_ANOTHER);
  const [top, ...inside] = parseEntries(listed.text);
  const links = [top, ...inside].filter((entry) => entry?.kind === 'other');
  if (!top || links.length > 0)
    return block(
      'backup',
      `The backup ${name} ${top?.kind === 'other' ? 'is' : 'holds'} a link or something else that is no file, which may lead anywhere.`,
      'Put the files themselves into the folder of the backups, then look again.',
      links.map((entry) => entry?.name || name),
    );
  const kind = top.kind === 'folder' ? kindOfFolder(name, inside) : await kindOfFile(context, name);
  if (typeof kind !== 'string') return kind;
  const files = top.kind === 'folder' ? inside.filter((entry) => entry.kind === 'file') : [top];
  return {
    name,
    kind,
    files: files.length,
    bytes: files.reduce((sum, entry) => sum + entry.bytes, 0),
    modifiedMs: Math.max(...files.map((entry) => entry.modifiedMs)),
  };
}

const CHOOSE_ANOTHER = 'Choose another backup from the list. Nothing has been stopped.';

function kindOfFolder(name: string, inside: readonly BackupEntry[]): BackupKind | Finding {
  if (inside.some((entry) => entry.name === 'toc.dat')) return 'directory archive';
  return block('backup', `The folder ${name} has no toc.dat, so it is no archive that pg_dump wrote.`, CHOOSE_ANOTHER);
}

async function kindOfFile(context: LookContext, name: string): Promise<BackupKind | Finding> {
  const first = await ask(context, 'backup-first-bytes', { backup: name });
  if (!first.isOk) return block('backup', `The backup ${name} cannot be read: ${first.why}.`, CHOOSE_ANOTHER);
  return kindByFirstBytes(name, first.text);
}

async function missingClient(context: LookContext, kind: BackupKind): Promise<Finding | null> {
  // What empties the database in place, and what brings the failed state back into it, is psql.
  const always = context.parameters.where === 'in_place' ? ['psql'] : [];
  const keys = [...new Set([kind === 'plain text' ? 'psql' : 'pg-restore', ...always])];
  const [missing] = await findMissingTools(context.target, keys, context.tag);
  const tool = missing === undefined ? undefined : context.target.inventory.tools[missing];
  if (!tool) return null;
  const what =
    missing === 'psql' && kind !== 'plain text'
      ? 'A restore in place takes psql'
      : `The backup is ${withArticle(kind)}`;
  return block('backup', `${what}, and ${tool.title} is not on this target.`, tool.install);
}

async function read(context: LookContext, name: string, kind: BackupKind): Promise<BackupContents | Finding> {
  return kind === 'plain text' ? readPlain(context, name) : readArchive(context, name);
}

async function readArchive(context: LookContext, name: string): Promise<BackupContents | Finding> {
  const [list, whole] = await Promise.all([
    ask(context, 'backup-list-archive', { backup: name }, READ_TIMEOUT_MS),
    ask(context, 'backup-read-archive', { backup: name }, READ_TIMEOUT_MS),
  ]);
  if (list.isOk && whole.isOk) return parseArchiveList(list.text);
  return block(
    'backup',
    `The backup ${name} cannot be read to its end, so it may be cut off: ${whole.why || list.why}.`,
    CHOOSE_ANOTHER,
  );
}

async function readPlain(context: LookContext, name: string): Promise<BackupContents | Finding> {
  const reading = await ask(context, 'backup-read-plain', { backup: name }, READ_TIMEOUT_MS);
  if (!reading.isOk)
    return block('backup', `The backup ${name} cannot be read to its end: ${reading.why}.`, CHOOSE_ANOTHER);
  const contents = parsePlainReading(reading.text);
  return judgePlainReading(name, contents) ?? contents;
}

async function hashOf(context: LookContext, name: string): Promise<{ sha256: string; digest: string } | Finding> {
  const hashes = await ask(context, 'backup-hash', { backup: name }, READ_TIMEOUT_MS);
  const lines = hashes.text.split('\n').filter(Boolean);
  if (!hashes.isOk || lines.length === 0)
    return block('backup', `The hash of the backup ${name} cannot be taken: ${hashes.why}.`, 'Look again.');
  const digest = linesDigest(hashes.text);
  // Of one file people compare the hash that sha256sum prints; several have one over all of theirs.
  return { sha256: lines.length === 1 ? (lines[0]?.split(' ')[0] ?? digest) : digest, digest };
}

/** The last run that restored exactly these bytes and ended well. */
async function lastRestore(digest: string): Promise<LastRestore | null> {
  const run = await db().run.findFirst({
    where: { state: 'succeeded', plan: { path: ['facts', 'backup_digest'], equals: digest } },
    orderBy: { finishedAt: 'desc' },
    select: { finishedAt: true, incident: { select: { code: true } } },
  });
  return run?.finishedAt ? { at: run.finishedAt.toISOString(), incidentCode: run.incident.code } : null;
}

async function compare(context: LookContext, { tables, version }: BackupContents): Promise<Finding[]> {
  const [live, [server], [archiver]] = await Promise.all([
    query(context, 'preflight/live-tables.sql'),
    query(context, 'preflight/fingerprint.sql'),
    query<ArchiverRow>(context, 'preflight/archiver.sql'),
  ]);
  return [
    ...judgeDifferences(
      live.map((row) => String(row.name)),
      tables,
    ),
    ...judgeVersion(version, String(server?.server_version)),
    ...judgeArchiver(archiver),
  ];
}
