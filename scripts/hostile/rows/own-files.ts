import { bringIn, changed, examples, importRow, sqlRow } from '../bring-in';
import type { Row } from '../row';
import { seenWhere } from '../seen';

/** Files of our own that somebody may bring in. */
export const OWN_FILE_ROWS: readonly Row[] = [
  importRow('own-utf16', 'YAML in UTF-16', 'hostile.yaml', () => Buffer.from(`\uFEFF${examples.yaml}`, 'utf16le')),
  importRow('own-zip-utf16', 'an archive with YAML in UTF-16, under a name for Markdown', 'hostile.md', () =>
    Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26), Buffer.from(examples.yaml, 'utf16le')]),
  ),
  importRow(
    'own-replace',
    'a runbook under the key of the one in force',
    'hostile.yaml',
    () => changed('yaml', 'key: email-index', 'key: replyx'),
    409,
  ),
  importRow(
    'own-unknown-key',
    'a key with which a file would say who runs it',
    'hostile.yaml',
    () => `${examples.yaml}runAs: root\n`,
  ),
  importRow('own-no-verification', 'a runbook that looks at nothing afterwards', 'hostile.md', () =>
    examples.md.slice(0, examples.md.indexOf('### See that it is gone')),
  ),
  importRow('own-no-check', 'a change that nothing checks', 'hostile.md', () =>
    changed('md', '```sql check rows=0', '```text'),
  ),
  sqlRow(
    'own-unicode-escape',
    'a direction override behind an escape',
    String.raw`drop index concurrently U&"idx_\202Eliame"`,
  ),
  {
    id: 'own-quoted-name',
    what: 'a name with quotes and a statement in it: it is one name',
    surface: 'import page',
    expected: 'I',
    async feed(world) {
      const seen = await bringIn(
        world,
        'hostile.md',
        changed(
          'md',
          'drop index concurrently idx_users_email\n',
          'drop index concurrently "x""; drop table hostile_canary;--"\n',
        ),
      );
      const step = seen.draft?.procedures[0]?.steps[1];
      return seenWhere(
        seen.came === 'accepted' && step?.effect === 'irreversible',
        'I',
        `${step?.display}`,
        seen.words,
      );
    },
  },
  {
    id: 'own-nested-quotes',
    what: 'Markdown that a parser may brood over',
    surface: 'import page',
    expected: 'R',
    async feed(world) {
      const begun = performance.now();
      const head = '---\nkey: a\ntitle: A\nlabel: a\n---\n';
      const bodies = [
        `${'>'.repeat(2_000)} a\n`,
        '*a **a '.repeat(8_000),
        '['.repeat(20_000),
        '`'.repeat(20_000),
        '<'.repeat(50_000),
        '![]('.repeat(8_000),
      ];
      for (const body of bodies) {
        const seen = await bringIn(world, 'hostile.md', head + body);
        if (seen.came !== 'R') return seen;
      }
      const ms = Math.round(performance.now() - begun);
      return seenWhere(ms < 20_000, 'R', `${bodies.length} of them in ${ms} ms`);
    },
  },
];
