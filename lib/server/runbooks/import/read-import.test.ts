import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { readImport } from './read-import';

const markdown = readFileSync('docs/examples/runbook.md', 'utf8');
const yaml = readFileSync('docs/examples/runbook.yaml', 'utf8');
const DROP = 'drop index concurrently idx_users_email\n';

const read = (name: string, text: string | Uint8Array) =>
  readImport(name, typeof text === 'string' ? Buffer.from(text) : text, {});
const withSql = (statement: string) =>
  read(
    'a.md',
    markdown.replace(DROP, () => `${statement}\n`),
  );
const changed = (from: string, to: string, text = yaml) => {
  expect(text).toContain(from);
  return text.replace(from, () => to);
};

describe('a runbook in one file', () => {
  it.each([
    ['runbook.md', markdown],
    ['runbook.yaml', yaml],
  ])('%s of the documentation is read whole, with nothing left out', async (name, text) => {
    const { runbook, refusals, notes } = await read(name, text);
    expect({ refusals, notes }).toEqual({ refusals: [], notes: [] });
    expect(runbook?.procedures[0]?.steps.map(({ step }) => step.effect)).toEqual(['read', 'irreversible', 'read']);
  });

  it('is one runbook, and no file that holds others, whatever its name says', async () => {
    for (const first of [
      [0x50, 0x4b, 3, 4],
      [0x1f, 0x8b, 8],
      [0x42, 0x5a, 0x68, 0x39],
      [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
    ])
      await expect(read('ours.yaml', Uint8Array.from(first))).rejects.toThrow(/archive\. Nothing was read/);
    await expect(read('ours.zip', 'key: a')).rejects.toThrow(/neither with \.yaml nor with \.md/);
  });

  it.each([
    ['UTF-16', Buffer.from('\uFEFFkey: a', 'utf16le'), /It is UTF-16/],
    ['bytes that are no UTF-8', Buffer.from([0x6b, 0xff, 0xfe, 0x80]), /It is not UTF-8/],
    ['a NUL', Buffer.from('key: a\nti\0tle: b'), /Line 2 holds a NUL/],
    ['nothing', Buffer.from(' \n'), /There is nothing in it/],
  ])('is refused with %s in it, in words', async (_, bytes, words) => {
    await expect(read('ours.md', bytes)).rejects.toThrow(words);
    await expect(read('ours.md', bytes)).rejects.toBeInstanceOf(AppError);
  });

  it('says no verification where its last step is none', async () => {
    const cut = markdown.slice(0, markdown.indexOf('### See that it is gone'));
    const { refusals } = await read('a.md', cut);
    expect(refusals).toMatchObject([{ message: expect.stringContaining('without a verification'), line: 32 }]);
  });
});

describe('its SQL', () => {
  it.each([
    [`${DROP.trim()}; drop table t`, /2 statements/],
    ['drop/**/table users', /something other than an index/],
    [`do $$begin execute 'drop table t'; end$$`, /DO block/],
    ['with d as (delete from t returning 1) select 1 from d', /./],
    ['\\! id', /parser says/],
    ['', /no statement/],
    ['-- nothing', /no statement/],
    ['drop index concurrently if exists idx_emial', /IF EXISTS/],
  ])('%j is refused at its own line', async (statement, words) => {
    const { runbook, refusals } = await withSql(statement);
    expect(runbook).toBeNull();
    expect(refusals[0]?.message).toMatch(words);
    expect(refusals[0]?.line).toBe(42);
  });

  it('has the strongest effect that its statement can have, whatever its author says', async () => {
    const { runbook } = await withSql('drop table kept.users cascade');
    expect(runbook?.procedures[0]?.steps[1]?.step.effect).toBe('irreversible');
    const weaker = changed('effect: irreversible\n          title', 'effect: read\n          title');
    expect((await read('a.yaml', weaker)).refusals.map(({ message }) => message).join()).toMatch(/does not fit "read"/);
  });

  it('is never part of what a text in quotes may say', async () => {
    const quoted = changed(
      "where i.relname = 'idx_users_email'\n```\n\n### Drop",
      "where i.relname = 'a;b'\n```\n\n### Drop",
      markdown,
    );
    expect((await read('a.md', quoted)).refusals).toEqual([]);
  });
});

describe('YAML', () => {
  it.each([
    ['a tag that makes code', changed('title: Take', 'title: !!js/function Take'), /tag/i],
    ['a key twice', `${yaml}\nkey: other\n`, /unique|duplicate/i],
    ['a prototype', `${yaml}\n__proto__: { a: 1 }\n`, /__proto__ is refused/],
    ['a bare number for a word', changed('label: "1"', 'label: 012'), /'012'/],
    ['an unknown key', `${yaml}\nrun_as: root\n`, /no such key/],
  ])('with %s is refused by its line', async (_, text, words) => {
    const { runbook, refusals } = await read('a.yaml', text);
    expect(runbook).toBeNull();
    expect(refusals.map(({ message }) => message).join('\n')).toMatch(words);
  });

  it('keeps a bare no as the word that it is', async () => {
    expect((await read('a.yaml', changed('title: Take the e-mail index back', 'title: no'))).runbook?.title).toBe('no');
  });

  it('that unfolds to gigabytes is refused, and quickly', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9).slice(0, -1)}]`),
    ];
    const startedAt = performance.now();
    expect((await read('a.yaml', bomb.join('\n'))).runbook).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('that says who approved it and how severe it is is read without that, and says so', async () => {
    const text = `${changed('    phase: 1', '    phase: 1\n    severity: low')}\napproved: true\n`;
    const { runbook, notes } = await read('a.yaml', text);
    expect(runbook).not.toBeNull();
    expect(JSON.stringify(runbook)).not.toMatch(/approved|severity/);
    expect(notes.map(({ message }) => message)).toEqual([
      '"approved: true" was ignored: people approve each plan here',
      '"severity: low" was ignored: it is computed from the signals of an incident',
    ]);
  });

  it('with more steps than a person reads is refused', async () => {
    const steps = Array.from({ length: 100_000 }, () => '- {}').join('\n');
    expect((await read('a.yaml', `procedures:\n${steps}`)).runbook).toBeNull();
  }, 20_000);
});

describe('Markdown', () => {
  it('whose fence is not closed is refused at the line where it begins', async () => {
    const open = markdown.slice(0, markdown.lastIndexOf('```'));
    expect((await read('a.md', open)).refusals).toContainEqual({
      line: 61,
      key: '',
      message: expect.stringContaining('not closed'),
    });
  });

  it.each([
    ['a quote', '> ```sql\n> drop table users cascade\n> ```'],
    ['a comment', '<!--\n```sql\ndrop table users cascade\n```\n-->'],
    ['a list', '- an example\n\n  ```sql\n  drop table users cascade\n  ```'],
  ])('makes no step of a fence in %s, and says so', async (_, example) => {
    const { runbook, notes } = await read(
      'a.md',
      changed('Users may notice slower', `${example}\n\nUsers may notice slower`, markdown),
    );
    expect(runbook?.procedures[0]?.steps).toHaveLength(3);
    expect(JSON.stringify(runbook)).not.toContain('drop table');
    expect(notes).toHaveLength(1);
  });

  it('takes what users notice from its own line', async () => {
    const told = changed(
      '- Button: Drop index',
      '- Button: Drop index\n- Users notice: Sign-ins are slower.',
      markdown,
    );
    const { runbook, notes, refusals } = await read('a.md', told);
    expect([notes, refusals]).toEqual([[], []]);
    expect(runbook?.procedures[0]?.steps[1]?.step.usersNotice).toBe('Sign-ins are slower.');
    expect(runbook?.procedures[0]?.steps[0]?.step).not.toHaveProperty('usersNotice');
  });

  it('keeps words only of links, images and HTML', async () => {
    const words = 'See [this](javascript:alert(1)) <script>alert(1)</script> ![it](http://evil.example/x.png).';
    const { runbook, notes } = await read('a.md', changed('Users may notice slower sign-ins.', words, markdown));
    expect(runbook?.procedures[0]?.steps[1]?.step.about).toBe('See this alert(1) it.');
    expect(notes).toHaveLength(4);
  });

  it('straightens quotes in words, warns of them in code, and reads CR LF and a byte order mark as neither', async () => {
    const crooked = changed('Users may notice slower', '“Users” may notice slower', markdown);
    const { runbook, notes, refusals } = await read('a.md', `\uFEFF${crooked.replaceAll('\n', '\r\n')}`);
    expect(refusals).toEqual([]);
    expect(runbook?.procedures[0]?.steps[1]?.step.about).toMatch(/^"Users" may/);
    expect(Object.values(runbook?.sql ?? {}).join()).not.toContain('\r');
    expect(notes.map(({ message }) => message).join()).toMatch(/byte order mark.*CR LF/);
    const inCode = await read('a.md', changed("= 'idx_users_email'", '= ‘idx_users_email’', markdown));
    expect(inCode.notes[0]).toMatchObject({ message: expect.stringContaining('curly quotes') });
  });

  it('with more headings than a person reads is refused before it is parsed', async () => {
    const startedAt = performance.now();
    const { refusals } = await read('a.md', `---\nkey: a\n---\n${'### a\n'.repeat(80_000)}`);
    expect(refusals[0]?.message).toMatch(/at most 4000 are read/);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
