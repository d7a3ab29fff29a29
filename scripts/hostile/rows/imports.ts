import { bringIn, changed, examples, importRow } from '../bring-in';
import type { Row } from '../row';
import { seenWhere } from '../seen';

const NOTICE = 'Users may notice slower sign-ins.';

/** Words beside a step that would like to be another: the file is taken, and the step is not. */
const inertRow = (id: string, what: string, words: string, mayNotHold: RegExp): Row => ({
  id,
  what,
  surface: 'import page',
  expected: 'I',
  async feed(world) {
    const seen = await bringIn(world, 'hostile.md', changed('md', NOTICE, `${words}\n\n${NOTICE}`));
    if (!seen.draft) return seen;
    const text = JSON.stringify(seen.draft.procedures);
    const steps = seen.draft.procedures.flatMap(({ steps: all }) => all).length;
    return seenWhere(steps === 3 && !mayNotHold.test(text), 'I', seen.words, text);
  },
});

const bomb = () =>
  ['a: &a [x,x,x,x,x,x,x,x,x]']
    .concat(
      ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`),
    )
    .join('\n');

export const IMPORT_ROWS: readonly Row[] = [
  importRow('47', 'a YAML tag that makes a function', 'hostile.yaml', () =>
    changed('yaml', 'title: Take', `title: !!js/function 'function(){require("fs").writeFileSync("canary","")}' #`),
  ),
  importRow('48', 'a few lines that unfold to gigabytes', 'hostile.yaml', bomb),
  importRow('49', 'a key twice', 'hostile.yaml', () => `${examples.yaml}\nkey: another\n`),
  importRow('50a', 'a number with a zero before it', 'hostile.yaml', () => changed('yaml', 'label: "1"', 'label: 012')),
  {
    id: '50b',
    what: 'the word no: it stays a word',
    surface: 'import page',
    expected: 'accepted',
    async feed(world) {
      const seen = await bringIn(
        world,
        'hostile.yaml',
        changed('yaml', 'title: Take the e-mail index back', 'title: no'),
      );
      return seen.draft?.title === 'no' ? seen : { came: 'let through', words: `the title is ${seen.draft?.title}` };
    },
  },
  {
    id: '51a',
    what: 'a file of 50 MB',
    surface: 'import page',
    expected: 'R',
    async feed(world) {
      const begun = performance.now();
      const base64 = Buffer.alloc(50 * 1024 * 1024, 'a').toString('base64');
      const called = await world
        .act('lead', 'draftImport', { name: 'hostile.md', base64 })
        .catch((error: Error) => error);
      const ms = Math.round(performance.now() - begun);
      // A line that is cut while the file is still being sent is a refusal as well, if nothing was read.
      if (called instanceof Error) return seenWhere(ms < 20_000, 'R', `cut off after ${ms} ms: ${called.message}`);
      const isRefused = called.status >= 400 || called.result?.ok === false;
      return seenWhere(isRefused && ms < 20_000, 'R', `${called.status} after ${ms} ms: ${called.text.slice(0, 150)}`);
    },
  },
  importRow(
    '51b',
    'a hundred thousand steps in YAML',
    'hostile.yaml',
    () => `procedures:\n${'- {}\n'.repeat(100_000)}`,
  ),
  importRow(
    '51c',
    'tens of thousands of steps in Markdown',
    'hostile.md',
    () => `---\nkey: a\n---\n## 9.1 A\n${'### a\n'.repeat(60_000)}`,
  ),
  importRow('52', 'a fence that is not closed', 'hostile.md', () =>
    examples.md.slice(0, examples.md.lastIndexOf('```')),
  ),
  inertRow('53a', 'a fence in a quote', '> ```sql\n> drop table hostile_canary cascade\n> ```', /hostile_canary/),
  inertRow(
    '53b',
    'a fence in a comment',
    '<!--\n```sql\ndrop table hostile_canary cascade\n```\n-->',
    /hostile_canary/,
  ),
  inertRow(
    '54',
    'a script and a link that is one',
    '[here](javascript:alert(1)) <script>alert(1)</script>',
    /<script|javascript:/,
  ),
  {
    id: '55',
    what: 'a severity and an effect that are made smaller than they are',
    surface: 'import page',
    expected: 'I',
    async feed(world) {
      const low = examples.md.replace('## 9.1 Remove', '## 9.1 Remove').replace('label: ', 'severity: low\nlabel: ');
      const seen = await bringIn(
        world,
        'hostile.md',
        low.replace('drop index concurrently idx_users_email', 'drop table kept.users cascade'),
      );
      const effect = seen.draft?.procedures[0]?.steps[1]?.effect;
      return seenWhere(
        effect === 'irreversible' && seen.words.includes('"severity: low" was ignored'),
        'I',
        `${effect}; ${seen.words}`,
      );
    },
  },
  {
    id: '56',
    what: 'a file that says that it is approved',
    surface: 'import page',
    expected: 'I',
    async feed(world) {
      const seen = await bringIn(world, 'hostile.yaml', `${examples.yaml}approved: true\n`);
      const { rows } = await world.store.query(
        `select content::text ~ '"approved"' as is_in from "RunbookVersion" where key = 'email-index'`,
      );
      const isOut = rows.length > 0 && rows.every((row) => row.is_in === false);
      return seenWhere(isOut && seen.words.includes('"approved: true" was ignored'), 'I', seen.words);
    },
  },
  {
    id: '57',
    what: 'CR LF, a byte order mark and curly quotes',
    surface: 'import page',
    expected: 'accepted',
    async feed(world) {
      const crooked = changed('md', NOTICE, '“Users” may notice slower sign-ins.').replaceAll('\n', '\r\n');
      const seen = await bringIn(world, 'hostile.md', `\uFEFF${crooked}`);
      const about = seen.draft?.procedures[0]?.steps[1]?.about;
      const isStraight = about === '"Users" may notice slower sign-ins.' && /byte order mark.*CR LF/.test(seen.words);
      return isStraight ? seen : { came: 'let through', words: `${about}; ${seen.words}` };
    },
  },
  {
    id: '57b',
    what: 'curly quotes inside code: warned of, and not mended',
    surface: 'import page',
    expected: 'accepted',
    async feed(world) {
      const seen = await bringIn(world, 'hostile.md', changed('md', "= 'idx_users_email'", '= ‘idx_users_email’'));
      const isWarned = seen.draft?.notes.some(({ message }) => message.includes('curly quotes'));
      return isWarned ? seen : { came: 'let through', words: `no warning; ${seen.words}` };
    },
  },
  importRow('58', 'an archive whose path leads out of its folder', 'hostile.yaml', () => zipWith('../../canary')),
];

/** The beginning of a zip archive with one stored file of this name. */
function zipWith(name: string): Buffer {
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04', 'latin1');
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), Buffer.from('canary')]);
}
