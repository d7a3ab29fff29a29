import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readImport } from './read-import';

const markdown = readFileSync('docs/examples/script-runbook.md', 'utf8');
const yaml = readFileSync('docs/examples/runbook.yaml', 'utf8');
const FENCE = /```bash\n([\s\S]*?)```/;
const PLACE = '- Place: database\n';
const VARIABLES = 'Variables: PGHOST';

const read = (name: string, text: string) => readImport(name, Buffer.from(text), {});
const withFence = (fence: string, text = markdown) => text.replace(FENCE, () => fence);
const withScript = (script: string, text = markdown) => withFence(`\`\`\`bash\n${script}\n\`\`\``, text);
const unplaced = markdown.replace(PLACE, '');
const lineOf = (part: string, text: string) => text.slice(0, text.indexOf(part)).split('\n').length;
const wordsOf = async (text: string) => (await read('a.md', text)).refusals.map(({ message }) => message).join('\n');

/** Harmful or careless lines for a shell, and what of them is refused where the step has a place. */
const HARMFUL: [what: string, line: string, why: RegExp][] = [
  ['a second command behind the first', 'git checkout main; rm -rf /', /"rm -rf \/" was refused/],
  ['a variable without quotes', 'createdb $DATABASE_URL', /without quotes/],
  ['ending processes by a pattern', 'pkill -f uvicorn', /every process/],
  ['a password among the arguments', 'psql postgresql://postgres:hunter2@db/replyx', /carries a password/],
  ['a password in an option', 'curl --user admin:hunter2 https://db.example', /everybody sees/],
  ['sudo that may ask for a password', 'sudo systemctl restart nginx', /Write sudo -n/],
];
const PIPE = 'pg_dump "$DATABASE_URL" | gzip > backup.sql.gz';

describe('a bash fence of a step with a place', () => {
  it('is its script, as the documentation shows', async () => {
    const { runbook, refusals, notes } = await read('script-runbook.md', markdown);
    expect({ refusals, notes }).toEqual({ refusals: [], notes: [] });
    expect(runbook?.procedures[0]?.steps[1]?.step).toMatchObject({
      kind: 'script',
      effect: 'irreversible',
      place: 'database',
      text: FENCE.exec(markdown)?.[1],
      variables: ['PGHOST', 'PGDATABASE', 'PGPASSFILE'],
      folders: ['/srv/replyx/price-list'],
      parameters: {},
    });
  });

  it.each(HARMFUL)('is refused with %s, at the line where it stands', async (_, line, why) => {
    const text = withScript(`test -d /srv\n${line}`, markdown.replace(VARIABLES, 'Variables: DATABASE_URL, PGHOST'));
    const { runbook, refusals } = await read('a.md', text);
    expect(runbook).toBeNull();
    expect(refusals.map(({ message }) => message).join('\n')).toMatch(why);
    expect(new Set(refusals.map((refusal) => refusal.line))).toEqual(new Set([lineOf(line, text)]));
  });

  it('may hold a pipe, since its first failure ends it', async () => {
    const piped = 'pg_dump replyx | gzip > /srv/replyx/price-list/all.sql.gz';
    expect((await read('a.md', withScript(piped))).refusals).toEqual([]);
    expect(await wordsOf(withScript(`set +o pipefail\n${piped}`))).toMatch(/neither takes them off/);
  });

  it('is judged even where the rest of its step is not right', async () => {
    const words = await wordsOf(withScript('pkill -f uvicorn', markdown.replaceAll(/- Undo: .*\n/g, '')));
    expect(words).toMatch(/every process/);
    expect(words).toMatch(/too small/i);
  });

  it('may say that it can be taken back, and never that it only looks', async () => {
    const saying = (effect: string) => markdown.replace(PLACE, `${PLACE}- Effect: ${effect}\n`);
    const { runbook } = await read('a.md', saying('change'));
    expect(runbook?.procedures[0]?.steps[1]?.step.effect).toBe('change');
    expect((await read('a.md', saying('read'))).refusals).toMatchObject([
      { line: lineOf('### Fill', markdown), message: expect.stringContaining('"change" or "irreversible"') },
    ]);
  });

  it('is no check', async () => {
    expect(await wordsOf(withFence('```bash check value=0\ntrue\n```'))).toMatch(/a check is ```sql/);
  });

  it.each(['shell', 'zsh', 'console', 'powershell'])('is none where it is for %s', async (language) => {
    expect(await wordsOf(withFence(`\`\`\`${language}\nls\n\`\`\``))).toMatch(/is not run: only bash is/);
  });
});

describe('a shell fence of a step without a place', () => {
  it.each([
    ...HARMFUL.map(([what, line]) => [what, line]),
    ['a pipe that hides a failure', PIPE],
    ['what harms nobody', 'ls'],
  ])('is refused, with %s', async (_, line) => {
    const text = withScript(line as string, unplaced);
    const { runbook, refusals } = await read('a.md', text);
    expect(runbook).toBeNull();
    expect(refusals).toMatchObject([
      { line: lineOf('```bash', text), message: expect.stringMatching(/without a place: name where .*"- Place: /) },
    ]);
  });

  it('is refused as sh, too', async () => {
    expect(await wordsOf(withFence('```sh\nls\n```', unplaced))).toMatch(/a sh block is not run without a place/);
  });
});

describe('a script in YAML', () => {
  const step = (parts: string) =>
    yaml
      .replace(
        'kind: sql\n          effect: irreversible',
        () => `kind: script\n          effect: irreversible\n${parts}`,
      )
      .replace('          file: imported/drop-email-index.sql\n', '')
      .replace(/ {2}imported\/drop-email-index\.sql: \|\n(?: {4}.*\n)+/, '');
  const block = (script: string) =>
    step(
      `          place: database\n          variables: [DATABASE_URL]\n          text: |\n            test -d /srv\n            ${script}`,
    );

  it('is read where the policy lets it run', async () => {
    const { runbook, refusals } = await read('a.yaml', block('ls /srv'));
    expect(refusals).toEqual([]);
    expect(runbook?.procedures[0]?.steps[1]?.step).toMatchObject({ kind: 'script', text: 'test -d /srv\nls /srv\n' });
  });

  it.each([...HARMFUL, ['a pipe into a file of its own', PIPE, /"> backup\.sql\.gz" was refused/] as const])(
    'is refused with %s, at the line where it stands',
    async (_, line, why) => {
      const text = block(line);
      const { runbook, refusals } = await read('a.yaml', text);
      expect(runbook).toBeNull();
      expect(refusals.map(({ message }) => message).join('\n')).toMatch(why);
      expect(new Set(refusals.map((refusal) => refusal.line))).toEqual(new Set([lineOf(line, text)]));
    },
  );

  it('whose lines are not those of the file is refused at its key, by its own line', async () => {
    const text = step('          place: database\n          text: "ls /srv\\npkill -f uvicorn"');
    expect((await read('a.yaml', text)).refusals).toMatchObject([
      { line: lineOf('text: "ls', text), message: expect.stringMatching(/^line 2: "pkill/) },
    ]);
  });

  it('is told from the arguments of a command that are named like its parts', async () => {
    const command = step('').replace('kind: script', 'kind: command\n          command: releases');
    const given = (names: string) =>
      command.replace('releases\n', () => `releases\n          arguments: { ${names} }\n`);
    expect((await read('a.yaml', given('check: sql, file: imported/email-index.sql'))).refusals).toEqual([]);
    expect((await read('a.yaml', given('kind: script, text: ls, variables: a, folders: b'))).refusals).toEqual([]);
  });
});
