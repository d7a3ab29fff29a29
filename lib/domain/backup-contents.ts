/** What a backup holds, as far as it can be told without restoring it. */
export type BackupContents = {
  /** The server's version that it was dumped from. */
  version: string | null;
  /** `schema.name`, as the dump has them. */
  tables: string[];
  /** Indexes, and constraints that bring one. */
  indexes: number;
  /** Plain text only: what psql would do besides SQL, by line. */
  refused: { line: number; what: string }[];
  /** Plain text only: whether it reaches pg_dump's last line. */
  isWhole: boolean;
};

/** What `pg_restore --list` prints. It lists a truncated archive as well, so the list says nothing about its being whole. */
export function parseArchiveList(text: string): BackupContents {
  const entries = text.split('\n').filter((line) => /^\d+; /.test(line));
  const tables = entries.flatMap((line) => {
    const [, schema, name] = /^\d+; \d+ \d+ TABLE (?!DATA |ATTACH )(\S+) (.+) \S+$/.exec(line) ?? [];
    return schema && name ? [`${schema}.${name}`] : [];
  });
  const indexes = entries.filter((line) => /^\d+; \d+ \d+ (INDEX (?!ATTACH )|CONSTRAINT )/.test(line)).length;
  const version = /Dumped from database version: (\S+)/.exec(text)?.[1] ?? null;
  return { version, tables, indexes, refused: [], isWhole: true };
}

/** What `scripts/host/read-plain-dump.awk` prints. */
export function parsePlainReading(text: string): BackupContents {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const all = (key: string) => lines.filter(([first]) => first === key).map(([, ...rest]) => rest);
  return {
    version: all('version')[0]?.[0]?.split(' ')[0] ?? null,
    tables: all('table').map(([name]) => name ?? ''),
    indexes: Number(all('indexes')[0]?.[0] ?? 0),
    refused: all('refused').map(([line, ...what]) => ({ line: Number(line), what: what.join(' ') })),
    isWhole: all('whole')[0]?.[0] === 'yes',
  };
}

/** The sentence by which what is there after a restore is compared with what the backup holds. */
export function objectsWords({ tables, indexes }: Pick<BackupContents, 'tables' | 'indexes'>): string {
  return `${tables.length} tables, ${indexes} indexes`;
}

/** A backup as a folder's listing shows it. `kind` is of the file system: what is in it tells only its beginning. */
export type BackupEntry = { kind: 'file' | 'folder' | 'other'; bytes: number; modifiedMs: number; name: string };

/** Lines of `find -printf '%y\t%s\t%T@\t%P\n'` (or %f): kind, bytes, seconds since 1970, name. */
export function parseEntries(text: string): BackupEntry[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [type, bytes, seconds, ...name] = line.split('\t');
      const kind = type === 'f' ? 'file' : type === 'd' ? 'folder' : 'other';
      return { kind, bytes: Number(bytes), modifiedMs: Math.round(Number(seconds) * 1000), name: name.join('\t') };
    });
}
