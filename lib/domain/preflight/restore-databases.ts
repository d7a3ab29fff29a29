import type { Finding } from '@/lib/contracts/plan';
import { parseRestoreName, type RestoreKind } from '../restore-names';
import { bytesWords } from '../words';
import { block, ok, warn } from './finding';

export type RestoreDatabase = {
  name: string;
  oid: string;
  isOpen: boolean;
  isOwner: boolean;
  canCreate: boolean;
  bytes: number;
  settings: Record<'encoding' | 'lc_collate' | 'lc_ctype', string>;
  /** Rights and settings that no dump of the database carries. */
  extras: string[];
};
type Kept = RestoreDatabase & { kind: RestoreKind; stamp: string };

/** The database, those that restores have left of it and the template, by the rows of `sql/preflight/restore-databases.sql`. */
export function findDatabases(rows: readonly Record<string, unknown>[], live: string): FoundDatabases {
  const all = rows.map(toDatabase);
  const kept = all.flatMap((database) => keptOf(database, live));
  return { live: all.find(({ name }) => name === live), template: all.find(isTemplate), kept };
}

/** Another server than the registered one, or a standby; null where it is the right one. */
export function judgeServer(
  server: { system_identifier?: unknown; is_in_recovery?: unknown } | undefined,
  systemIdentifier: string,
): Finding | null {
  if (server?.system_identifier === systemIdentifier && !server.is_in_recovery) return null;
  return block(
    'restore-databases',
    server?.is_in_recovery
      ? 'This server is a standby; nothing can be changed here.'
      : `This is another server (${server?.system_identifier}) than the registered one (${systemIdentifier}).`,
    'Point the target at the right server, or register it anew if it really moved.',
  );
}

export type FoundDatabases = { live: RestoreDatabase | undefined; template: RestoreDatabase | undefined; kept: Kept[] };

const isTemplate = ({ name }: RestoreDatabase) => name === 'template1';

function toDatabase(row: Record<string, unknown>): RestoreDatabase {
  const text = (key: string) => String(row[key] ?? '');
  return {
    name: text('name'),
    oid: text('oid'),
    isOpen: row.is_open === true,
    isOwner: row.is_owner === true,
    canCreate: row.can_create === true,
    bytes: Number(row.size_bytes),
    settings: { encoding: text('encoding'), lc_collate: text('lc_collate'), lc_ctype: text('lc_ctype') },
    extras: [row.access && `rights ${text('access')}`, row.settings && `settings ${text('settings')}`].filter(
      Boolean,
    ) as string[],
  };
}

function keptOf(database: RestoreDatabase, live: string): Kept[] {
  const named = parseRestoreName(database.name);
  return named?.live === live ? [{ ...database, kind: named.kind, stamp: named.stamp }] : [];
}

export const namesFor = (live: string, stamp: string, where?: string) => {
  const restored = `${live}_restored_${stamp}`;
  return {
    live_database: live,
    restored_database: restored,
    kept_database: `${live}_failed_${stamp}`,
    undone_database: `${live}_undone_${stamp}`,
    into_database: where === 'in_place' ? live : restored,
  };
};

export function forRestoring(
  { live, template, kept }: FoundDatabases,
  name: string,
  { stamp, where }: { stamp: string; where: string | undefined },
) {
  const facts = { ...namesFor(name, stamp, where) };
  if (!live?.isOpen)
    return {
      facts,
      findings: [
        block(
          'restore-databases',
          live ? `The database ${name} takes no connections.` : `There is no database ${name} on this server.`,
          'An earlier restore may have been left in the middle: plan its way back.',
          kept.map(describeDatabase),
        ),
      ],
    };
  const isAlike = template !== undefined && JSON.stringify(template.settings) === JSON.stringify(live.settings);
  const rights = live.isOwner && live.canCreate;
  return {
    facts: {
      ...facts,
      ...live.settings,
      template: isAlike ? 'template1' : 'template0',
      old_database_oid: live.oid,
      live_bytes: String(live.bytes),
    },
    findings: [
      rights
        ? ok('restore-databases', `The database ${name} is there with ${bytesWords(live.bytes)}, and may be swapped.`)
        : block(
            'restore-databases',
            `The console's role ${live.isOwner ? 'may not create databases' : `does not own ${name}`}, so nothing can be swapped.`,
            'Have its role own the database and give it CREATEDB.',
          ),
      ...left(kept),
      ...notCarried(live, isAlike),
    ],
  };
}

function notCarried(live: RestoreDatabase, isAlike: boolean): Finding[] {
  const lacks = [...live.extras, ...(isAlike ? [] : ['what template1 brings: its encoding or collation is another'])];
  if (lacks.length === 0) return [];
  return [
    warn(
      'restore-settings',
      `${live.name} has rights or settings as a database, which no backup holds and the restored one will lack.`,
      'Give them to it again before the services start, or right after.',
      lacks,
    ),
  ];
}

function left(kept: readonly Kept[]): Finding[] {
  if (kept.length === 0) return [];
  const bytes = bytesWords(kept.reduce((sum, database) => sum + database.bytes, 0));
  return [
    warn(
      'kept-databases',
      `Databases of earlier restores that are still kept: ${kept.length}, with ${bytes}.`,
      'Remove them with a plan of their own once nobody needs them.',
      kept.map(describeDatabase),
    ),
  ];
}

export function forRemoving({ live, kept }: FoundDatabases, name: string, stamp: string) {
  const oldest = [...kept].sort((a, b) => a.stamp.localeCompare(b.stamp))[0];
  const facts = {
    ...namesFor(name, stamp),
    ...(oldest && { removed_database: oldest.name }),
    old_database_oid: live?.oid ?? '',
    live_bytes: String(live?.bytes ?? 0),
  };
  if (!live || !oldest)
    return {
      facts,
      missingFacts: { removed_database: 'No database of an earlier restore is kept.' },
      findings: [
        block(
          'kept-databases',
          live
            ? `No database of an earlier restore of ${name} is kept, so there is nothing to remove.`
            : `There is no database ${name}: a restore was left in the middle, and what is kept is all there is.`,
          live ? 'Nothing has to be done.' : 'Plan the way back first.',
          kept.map(describeDatabase),
        ),
      ],
    };
  return {
    facts,
    findings: [
      warn(
        'kept-databases',
        `${kept.length} ${kept.length === 1 ? 'database is' : 'databases are'} kept. This plan removes the oldest: ${describeDatabase(oldest)}.`,
        'It cannot be brought back. Dump it first if anybody may still want something from it.',
        kept.map(describeDatabase),
      ),
    ],
  };
}

export function forGoingBack({ live, kept }: FoundDatabases, name: string, now: string) {
  const failed = kept.filter(({ kind }) => kind === 'failed').sort((a, b) => b.stamp.localeCompare(a.stamp))[0];
  const old = failed ?? live;
  const facts = {
    ...namesFor(name, failed?.stamp ?? now),
    old_database_oid: old?.oid ?? '',
    live_bytes: String(live?.bytes ?? 0),
  };
  const finding = !old
    ? block('kept-databases', `Neither ${name} nor a database kept from it is there.`, 'Restore a backup instead.')
    : failed
      ? warn(
          'kept-databases',
          `${failed.name} becomes ${name} again; what was written since its restore stays in ${facts.undone_database}.`,
          'See with the product owner whether that may go.',
          kept.map(describeDatabase),
        )
      : ok('kept-databases', `No swap is to be taken back; ${name} stays as it is.`, kept.map(describeDatabase));
  // A run in between may have kept or removed other databases: what is there decides.
  return { presentFacts: facts, findings: [finding] };
}

const describeDatabase = ({ name, bytes, isOpen }: RestoreDatabase) =>
  `${name}, ${bytesWords(bytes)}${isOpen ? '' : ', closed to connections'}`;
