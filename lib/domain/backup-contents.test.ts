import { describe, expect, it } from 'vitest';
import { objectsWords, parseArchiveList, parseEntries, parsePlainReading } from './backup-contents';
import { PARAMETER_LISTS } from './parameter-lists';

describe("an archive's list", () => {
  const list = `;
; Archive created at 2026-11-23 01:49:32 UTC
;     Dumped from database version: 15.18 (Debian)
;
217; 1259 16402 TABLE public assistants replyx_owner
3428; 0 0 ACL public TABLE assistants replyx_owner
3429; 0 0 SEQUENCE OWNED BY public assistants_id_seq replyx_owner
231; 1259 16566 VIEW public performance_metrics replyx_owner
240; 1259 16570 TABLE odd a table with spaces replyx_owner
3410; 0 16402 TABLE DATA public assistants replyx_owner
3411; 0 0 TABLE ATTACH public part replyx_owner
3250; 2606 16413 CONSTRAINT public assistants assistants_pkey replyx_owner
3251; 1259 16414 INDEX public idx_a replyx_owner
3252; 0 0 INDEX ATTACH public idx_part replyx_owner
3260; 2606 16420 FK CONSTRAINT public dialogs dialogs_fkey replyx_owner`;

  it('says its tables, what brings an index, and the version', () => {
    const contents = parseArchiveList(list);
    expect(contents).toMatchObject({
      version: '15.18',
      tables: ['public.assistants', 'odd.a table with spaces'],
      indexes: 2,
    });
    expect(objectsWords(contents)).toBe('2 tables, 2 indexes');
  });
});

it('reads what the plain reader says', () => {
  const text =
    'version\t15.18 (Debian)\ntable\tpublic.a\ntable\tpublic.b\nrefused\t7\ta psql command: \\! id\tx\nindexes\t3\nwhole\tyes\n';
  expect(parsePlainReading(text)).toEqual({
    version: '15.18',
    tables: ['public.a', 'public.b'],
    indexes: 3,
    refused: [{ line: 7, what: 'a psql command: \\! id x' }],
    isWhole: true,
  });
  expect(parsePlainReading('')).toMatchObject({ tables: [], indexes: 0, isWhole: false });
});

it('reads a listing of files, folders and everything else', () => {
  expect(parseEntries('f\t19\t1795398574.5\ta.sql\nd\t4096\t2.0\tb\nl\t3\t1\tc\nf\t1\t1\t\n')).toEqual([
    { kind: 'file', bytes: 19, modifiedMs: 1_795_398_574_500, name: 'a.sql' },
    { kind: 'folder', bytes: 4096, modifiedMs: 2000, name: 'b' },
    { kind: 'other', bytes: 3, modifiedMs: 1000, name: 'c' },
    { kind: 'file', bytes: 1, modifiedMs: 1000, name: '' },
  ]);
});

it('offers backups, the newest first, and leaves out what is none or not finished', () => {
  const aside = ['kept_monitoring_20250825_031500.sql', 'consolidated_20250825_031500'];
  const names = ['old.sql', 'new.dump', 'x.sql.partial', 'metrics.json', '.hidden', '-rf', ...aside];
  const lines = names.map((name, index) => `f\t${index * 1_000_000}\t${index}.0\t${name}`);
  expect(PARAMETER_LISTS['backups-list']?.([...lines, 'd\t4096\t9.0\tfolder', 'l\t1\t9.0\tlink'].join('\n'))).toEqual([
    { value: 'folder', title: 'folder', detail: '1970-01-01T00:00:09.000Z' },
    { value: 'new.dump', title: '1 MB', detail: '1970-01-01T00:00:01.000Z' },
    { value: 'old.sql', title: '0 B', detail: '1970-01-01T00:00:00.000Z' },
  ]);
});
