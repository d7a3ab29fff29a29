import 'server-only';
import { formatDistanceStrict } from 'date-fns';
import type { Finding } from '@/lib/contracts/plan';
import {
  type BackupContents,
  type BackupEntry,
  objectsWords,
  parseArchiveList,
  parseEntries,
  parsePlainReading,
} from '@/lib/domain/backup-contents';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { bytesWords } from '@/lib/domain/words';
import { findMissingTools } from '../../targets/find-missing-tools';
import { linesDigest } from '../../targets/lines-digest';
import { ask, type Look, type LookContext, many, one, query } from './look';

/** A whole backup is read, however big it is. */
const READ_TIMEOUT_MS = 2 * 60 * 60 * 1000;
const OLD_MS = 24 * 60 * 60 * 1000;
const MAX_NAMED = 20;

type Kind = 'custom archive' | 'directory archive' | 'plain text';
type Seen = { kind: Kind; entries: BackupEntry[]; bytes: number; modifiedMs: number };

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
  return { facts, findings: [...judge(name, seen, contents, hash.sha256), ...(await compare(context, contents))] };
};

async function see(context: LookContext, name: string): Promise<Seen | Finding> {
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
    kind,
    entries: files,
    bytes: files.reduce((sum, entry) => sum + entry.bytes, 0),
    modifiedMs: Math.max(...files.map((entry) => entry.modifiedMs)),
  };
}

const CHOOSE_ANOTHER = 'Choose another backup from the list. Nothing has been stopped.';

function kindOfFolder(name: string, inside: readonly BackupEntry[]): Kind | Finding {
  if (inside.some((entry) => entry.name === 'toc.dat')) return 'directory archive';
  return block('backup', `The folder ${name} has no toc.dat, so it is no archive that pg_dump wrote.`, CHOOSE_ANOTHER);
}

async function kindOfFile(context: LookContext, name: string): Promise<Kind | Finding> {
  const first = await ask(context, 'backup-first-bytes', { backup: name });
  if (!first.isOk) return block('backup', `The backup ${name} cannot be read: ${first.why}.`, CHOOSE_ANOTHER);
  if (first.text === '') return block('backup', `The backup ${name} is empty.`, CHOOSE_ANOTHER);
  if (first.text.startsWith('toc.dat'))
    return block(
      'backup',
      `The backup ${name} is a tar archive, which cannot be restored in parallel or looked into in the middle.`,
      'Unpack it into a folder of the same name on the host, and choose the folder.',
    );
  return first.text.startsWith('PGDMP') ? 'custom archive' : 'plain text';
}

async function missingClient(context: LookContext, kind: Kind): Promise<Finding | null> {
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

async function read(context: LookContext, name: string, kind: Kind): Promise<BackupContents | Finding> {
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
  if (contents.refused.length > 0)
    return block(
      'backup',
      `The backup ${name} holds ${contents.refused.length} lines that psql would take for commands of its own: they can run programs on the host.`,
      'Find out who wrote it. pg_dump writes none of them.',
      contents.refused.map(({ line, what }) => `line ${line}: ${what}`),
    );
  if (contents.isWhole) return contents;
  return block(
    'backup',
    `The backup ${name} does not reach pg_dump's last line, "PostgreSQL database dump complete": it is cut off, or no dump.`,
    CHOOSE_ANOTHER,
  );
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

function judge(name: string, seen: Seen, contents: BackupContents, sha256: string): Finding[] {
  const age = Date.now() - seen.modifiedMs;
  const facts = [
    `${name}: ${seen.kind}, ${bytesWords(seen.bytes)}${seen.entries.length > 1 ? ` in ${seen.entries.length} files` : ''}`,
    `written ${new Date(seen.modifiedMs).toISOString()}`,
    `SHA-256 ${sha256}`,
    `dumped from PostgreSQL ${contents.version ?? 'of a version that it does not say'}`,
    objectsWords(contents),
    ...contents.tables.slice(0, MAX_NAMED),
  ];
  const findings = [
    contents.tables.length === 0
      ? block('backup', `The backup ${name} holds no table.`, CHOOSE_ANOTHER, facts)
      : ok(
          'backup',
          `The backup is ${withArticle(seen.kind)} of ${bytesWords(seen.bytes)} and was read to its end: ${objectsWords(contents)}.`,
          facts,
        ),
  ];
  const old = formatDistanceStrict(seen.modifiedMs, Date.now());
  if (age > OLD_MS)
    findings.push(
      warn(
        'backup-age',
        `The backup is ${old} old: what was written since then is lost.`,
        'See that it is the newest that is sound.',
      ),
    );
  else findings.push(ok('backup-age', `The backup is ${old} old; what was written since then is lost.`));
  return findings;
}

/** Tables that only one of the two has: what people put there after the backup was written goes with the restore. */
async function compare(context: LookContext, { tables, version }: BackupContents): Promise<Finding[]> {
  const [live, [server]] = await Promise.all([
    query(context, 'preflight/live-tables.sql'),
    query(context, 'preflight/fingerprint.sql'),
  ]);
  const names = live.map((row) => String(row.name));
  const lost = names.filter((name) => !tables.includes(name));
  const back = tables.filter((name) => !names.includes(name));
  const findings: Finding[] = [];
  if (lost.length + back.length > 0)
    findings.push(
      warn(
        'backup-differences',
        `Tables differ: ${lost.length} only in the database, ${back.length} only in the backup.`,
        'Those that are not in the backup are not there after the restore. The database from before is kept.',
        [...lost.map((name) => `only in the database: ${name}`), ...back.map((name) => `only in the backup: ${name}`)],
      ),
    );
  const major = Number(/PostgreSQL (\d+)/.exec(String(server?.server_version))?.[1]);
  if (Number.parseInt(version ?? '', 10) > major)
    findings.push(
      warn(
        'backup-version',
        `The backup was dumped from PostgreSQL ${version}, and this server is ${major}.`,
        'Settings that it does not know may end the restore; nothing is swapped then.',
      ),
    );
  return findings;
}

const withArticle = (kind: Kind) => (kind === 'plain text' ? kind : `a ${kind}`);
