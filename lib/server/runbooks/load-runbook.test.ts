import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunbookError } from '@/lib/domain/runbook-errors';
import { loadRunbook } from './load-runbook';

// Each reads a whole runbook, on machines that do other things besides.
vi.setConfig({ testTimeout: 30_000 });

const ROOT = new URL('../../../', import.meta.url).pathname;
const CODE = 'runbook/procedures/1.1-code-deployment.yaml';
const INDEX = 'runbook/procedures/1.2-index-removal.yaml';
const MAIN = 'runbook/runbook.yaml';
const WHOLE = 'runbook/procedures/5.1-full-system-rollback.yaml';
const DROP = 'sql/rollback/drop-index-concurrently.sql';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runbook-'));
  // Two procedures have every kind of mistake in them, and are read in a moment.
  const isWanted = (from: string) => !/procedures\/(?!1\.[12]-)/.test(from) && !from.endsWith('/tests');
  await cp(`${ROOT}runbooks/replyx`, `${folder}/runbook`, { recursive: true, filter: isWanted });
  // The contacts' too: a contact of a procedure that is not there is a mistake as well.
  await edit(MAIN, /(?<=when: \{.*procedures: )\[.*\](?= \})/g, "['1.1']");
  await cp(`${ROOT}sql`, `${folder}/sql`, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = () => loadRunbook(`${folder}/runbook`, `${folder}/sql`);
async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(`${folder}/${file}`, 'utf8');
  const edited = text.replace(from, to);
  expect(edited, 'the edit found nothing to change').not.toBe(text);
  await writeFile(`${folder}/${file}`, edited);
}
async function problems(): Promise<string[]> {
  const error = await load().then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(RunbookError);
  return (error as RunbookError).message.split('\n');
}
/** Where the first line of a file stands that holds the words. */
async function lineOf(file: string, words: string): Promise<number> {
  return (await readFile(`${folder}/${file}`, 'utf8')).split('\n').findIndex((line) => line.includes(words)) + 1;
}

describe('a mistake is named by file, line and key', () => {
  // biome-ignore format: a table reads by its rows
  const mistakes: [name: string, file: string, from: string | RegExp, to: string, words: string, key: string, message: string][] = [
    ['an unknown key', CODE, 'verb: Check out commit', 'verb: Check out commit\n      verbb: x', 'verbb:', 'steps[2].step.verbb', 'there is no such key'],
    ['a key that claims an approval', CODE, 'kind: http', 'kind: http\n      approved: true', 'approved:', 'steps[5].step.approved', 'there is no such key'],
    ['a key given twice', CODE, 'level: 1', 'level: 1\nlevel: 2', 'level: 2', 'level', 'unique'],
    ['a missing key', CODE, /\n {6}worksWhen: HEAD is.*/, '', 'step:\n', 'steps[2].step.worksWhen', 'it is missing'],
    ['a figure out of range', CODE, 'timeoutSeconds: 30', 'timeoutSeconds: -30', 'timeoutSeconds: -30', 'steps[0].step.timeoutSeconds', 'too small'],
    ['an infinite figure', CODE, 'timeoutSeconds: 30', 'timeoutSeconds: 1e309', 'timeoutSeconds: 1e309', 'steps[0].step.timeoutSeconds', 'number'],
    ['a limit below its estimate', CODE, 'timeoutSeconds: 30', 'timeoutSeconds: 1', 'timeoutSeconds: 1', 'steps[0].step.timeoutSeconds', 'shorter than the estimate of 3 s'],
    ['steps that overrun the estimate', CODE, 'to: 5', 'to: 2', 'key: main', 'branches[0]', "longer than the procedure's 2 min"],
    ['an estimate that ends before it begins', INDEX, 'from: 5, to: 15', 'from: 20, to: 15', 'from: 20', 'estimateMinutes.to', 'ends before it begins'],
    ['a revision without quotes', INDEX, "revision: '202508230001'", 'revision: 202508230001', 'revision: 202508230001', 'steps[1].step.arguments.revision', "write it in quotes: '202508230001'"],
    ['a number with a leading zero', CODE, 'level: 1', 'level: 01', 'level: 01', 'level', "write it in quotes: '01'"],
    ['a week out of its place', MAIN, 'week: 2, title', 'week: 3, title', 'week: 3', 'drills.weeks[1].week', 'this is the place of week 2'],
    ['a procedure twice in a week', MAIN, "['2.1', '2.2']", "['2.1', '2.1']", "'2.1', '2.1'", 'drills.weeks[1].procedures[1]', 'in the week already'],
    ['a second fault of a procedure', MAIN, "procedure: '2.2', fault", "procedure: '2.1', fault", 'tight-settings', 'drills.exercises[5].procedure', 'has its fault already'],
    ['a line of the checklist out of its place', MAIN, 'key: team-notified', 'key: lessons-captured', 'title: Team notified', 'drills.checklist[1].key', 'this is the place of team-notified'],
    ['a time zone that is none', MAIN, 'timeZone: UTC', 'timeZone: Utopia/Here', 'Utopia', 'drills.timeZone', 'no such time zone'],
    ['a date without its form', MAIN, "'2025-08-25'", "'25.8.2025'", 'dated:', 'dated', 'invalid'],
    ['a tag that runs code', CODE, 'title: Code deployment', 'title: !!js/function "function () {}"', '!!js', 'title', 'unresolved tag'],
    ['a prototype key', CODE, 'arguments: { commit:', 'arguments: { __proto__: x, commit:', '__proto__', 'preflight[3].arguments.__proto__', 'refused'],
    ['a branch that is not there', INDEX, 'branch: recommended', 'branch: recomended', 'branch: recomended', 'steps[1].branch', 'there is no branch "recomended"'],
    ['an alternative that is not there', INDEX, 'alternatives: [emergency]', 'alternatives: [emergancy]', 'emergancy', 'steps[1].step.alternatives[0]', 'there is no branch "emergancy"'],
    ['an alternative to the same branch', INDEX, 'alternatives: [emergency]', 'alternatives: [recommended]', 'alternatives: [recommended]', 'steps[1].step.alternatives[0]', 'the branch that the step is in'],
    ['a condition on an unknown parameter', INDEX, 'when: { parameter: alembic_after', 'when: { parameter: alembic', 'parameter: alembic,', 'steps[10].step.when.parameter', 'there is no parameter "alembic"'],
    ['a condition on an unknown choice', INDEX, 'equals: stamp', 'equals: stamped', 'equals: stamped', 'steps[10].step.when.equals', 'none of the choices'],
    ['a default that is no choice', INDEX, 'default: follow_up', 'default: nothing', 'default: nothing', 'parameters[0].default', 'none of the choices'],
    ['a placeholder that nothing fills', CODE, 'Check out {stable_commit}', 'Check out {stabel_commit}', '{stabel_commit}', 'steps[2].step.title', 'neither a parameter nor a fact'],
    ['a fact that no look finds', CODE, / {2}- \{ look: git-commit.*\n/, '', 'undo: check out {previous_commit}', 'steps[2].step.undo', '{previous_commit} is neither'],
    ['a statement that nobody kept', INDEX, "definition: '{definition_of_idx_users_email_active}'", "definition: 'create index concurrently i on t (a)'", 'index concurrently i', 'steps[24].step.parameters.definition', 'never made up here'],
    ['a step that needs what no look finds', INDEX, 'needsFact: definition_of_idx_users', 'needsFact: definition_of_idx_usrs', 'idx_usrs', 'steps[24].step.needsFact', 'no look of the procedure finds'],
    ['a look that is not there', CODE, 'look: git-clean', 'look: git-cleen', 'git-cleen', 'preflight[2].look', 'there is no look "git-cleen"'],
    ['a look without its argument', CODE, 'arguments: { process: replyx-backend }', 'arguments: {}', 'look: process-online', 'preflight[5].arguments', 'needs "process"'],
    ['a change that nothing checks', CODE, /postcondition:\n {8}- \{ check: process-restarted.*\n.*\n/, 'postcondition: []\n', 'postcondition: []', 'steps[3].step.postcondition', 'nothing checks that it worked'],
    ['a beginning that cannot be taken back', CODE, 'effect: read', 'effect: irreversible', 'effect: irreversible', 'steps[0].step.effect', 'a run may begin here, with what cannot be taken back'],
    ['a procedure without a verification at its end', INDEX, /( {6}undo: Nothing to undo, it only looks\.\n) {6}postcondition:[\s\S]*?\n\nnotes/, '$1\nnotes', 'key: list-remaining', 'steps[11].step', 'without a verification'],
    ['a step key used twice', CODE, 'key: api-health', 'key: health', 'key: health', 'steps[6].step.key', 'another step has this key'],
    ['a severity without its row', MAIN, 'severity: high', 'severity: low', 'severity: low', 'matrix[3].severity', 'has a row already'],
    ['a contact for an unknown procedure', MAIN, "['1.1']", "['9.9']", "['9.9']", 'contacts[1].when.procedures[0]', 'there is no procedure 9.9'],
    ['a SQL file that is not there', INDEX, 'file: preflight/running-activity.sql', 'file: preflight/running.sql', 'preflight/running.sql', 'steps[0].step.file', 'no file preflight/running.sql'],
    ['a path that leaves the catalogue', INDEX, 'file: preflight/running-activity.sql', 'file: ../../etc/shadow', '../../etc', 'steps[0].step.file', 'invalid'],
    ['a change that calls itself a read', INDEX, /effect: change(\n {6}title: Drop idx_know)/, 'effect: read$1', 'file: rollback', 'steps[2].step.file', 'declares the effect "change"'],
    ['a check that changes something', INDEX, 'file: verify/index-gone.sql', 'file: rollback/drop-index-concurrently.sql', 'rollback/drop', 'steps[1].step.postcondition[1].file', 'does not fit "read"'],
    ['a SQL parameter that is missing', INDEX, 'parameters: { index: idx_users_email_active }', 'parameters: {}', 'parameters: {}', 'steps[7].step.parameters', '"index" was refused: it is missing'],
    ['a SQL parameter that is too many', INDEX, 'parameters: { index: idx_users_email_active }', 'parameters: { index: a, more: b }', 'more: b', 'steps[7].step.parameters', '"more" was refused'],
    ['a name that the server would cut off', INDEX, 'parameters: { index: idx_users_email_active }', `parameters: { index: ${'x'.repeat(64)} }`, 'xxxx', 'steps[7].step.parameters', '63 bytes'],
  ];
  it.each(mistakes)('%s', async (_name, file, from, to, words, key, message) => {
    await edit(file, from, to);
    const all = await problems();
    const found = all.find((line) => line.includes(` ${key}: `) && line.includes(message));
    expect(found, all.join('\n')).toBeDefined();
    expect(found).toContain(`${file.replace('runbook/', '')}:`);
    if (!words.endsWith('\n')) expect(await lineNamedIn(found as string, file)).toContain(words.split('\n')[0]);
  });
});

async function lineNamedIn(problem: string, file: string): Promise<string> {
  const line = Number(/:(\d+) /.exec(problem)?.[1]);
  return (await readFile(`${folder}/${file}`, 'utf8'))
    .split('\n')
    .slice(line - 1, line + 1)
    .join('\n');
}

describe('a runbook as a whole', () => {
  it('reports all that is wrong in all files at once', async () => {
    await edit(MAIN, "'2025-08-25'", 'yesterday');
    await edit(CODE, 'level: 1', 'level: 9');
    await edit(INDEX, 'branch: recommended', 'branch: recomended');
    const files = (await problems()).map((line) => line.split(':')[0]);
    expect(new Set(files)).toEqual(
      new Set(['runbook.yaml', 'procedures/1.1-code-deployment.yaml', 'procedures/1.2-index-removal.yaml']),
    );
  });

  it('keeps "no" the word that it is', async () => {
    await edit(MAIN, 'title: Slack,', 'title: no,');
    expect((await load()).content.channels[0]?.title).toBe('no');
  });

  it('reads files with a byte order mark and CRLF line ends as the same version', async () => {
    const { hash } = await load();
    const text = await readFile(`${folder}/${CODE}`, 'utf8');
    await writeFile(`${folder}/${CODE}`, `\ufeff${text.replaceAll('\n', '\r\n')}`);
    expect((await load()).hash).toBe(hash);
  });

  it('is another version when a SQL file that it uses changes, and the same when another does', async () => {
    const { hash } = await load();
    await edit('sql/preflight/connections.sql', '--! risk: none', '--! risk: none at all');
    expect((await load()).hash).toBe(hash);
    await edit(DROP, '--! risk: queries', '--! risk: all queries');
    expect((await load()).hash).not.toBe(hash);
  });
});

describe('a file is not taken', () => {
  it('with SQL of two statements', async () => {
    await edit(DROP, ':"index";', ':"index"; drop table users;');
    const line = await lineOf(DROP, 'drop table users');
    expect(await problems()).toEqual([
      expect.stringMatching(new RegExp(`^${DROP}:${line}: the text has 2 statements`)),
    ]);
  });

  it.each(['select 1 from :"t" where a = \':"t"\';', 'select 1 from :"t"; -- :"t"', 'select 1 from /* :"t" */ :"t";'])(
    'with SQL whose slot stands inside a literal or a comment: %s',
    async (body) => {
      await edit(
        'sql/verify/select-1.sql',
        /--! params:[\s\S]*/,
        `--! params: t:identifier\n--! risk: r\n--! expects: e\n${body}\n`,
      );
      expect((await problems()).join()).toMatch(
        /^sql\/verify\/select-1\.sql:7: a :"name" stands inside a literal or a comment/,
      );
    },
  );

  it('whose whole takes a way that its part does not have', async () => {
    await cp(`${ROOT}runbooks/replyx/${WHOLE.replace('runbook/', '')}`, `${folder}/${WHOLE}`);
    await edit(WHOLE, 'branch: recommended', 'branch: recomended');
    expect((await problems()).join('\n')).toMatch(/5\.1-.*parts\[4\]\.branch: 1\.2 has no way "recomended"/);
  });

  it('with SQL whose values do not match its header', async () => {
    await edit('sql/verify/index-gone.sql', '$1', '$2');
    expect((await problems()).join()).toContain('the text uses $2, but the header declares 1');
  });

  it('with aliases that unfold without end', async () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghij'
        .split('')
        .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`),
    ];
    await writeFile(`${folder}/${CODE}`, bomb.join('\n'));
    const found = (await problems()).join('\n');
    expect(found).toContain('procedures/1.1-code-deployment.yaml:4 d[2]: more than 20 aliases');
  });

  it('with an alias inside what an alias names', async () => {
    await writeFile(`${folder}/${CODE}`, 'a: &a [x]\nb: &b [*a]\nc: *b\n');
    expect((await problems()).join('\n')).toContain(
      'procedures/1.1-code-deployment.yaml:2 b[0]: an alias inside what another alias names',
    );
  });

  it('of half a megabyte or more', async () => {
    await writeFile(`${folder}/${CODE}`, `# ${'x'.repeat(600 * 1024)}`);
    expect((await problems())[0]).toBe('procedures/1.1-code-deployment.yaml:1: the file is longer than 512 KiB');
  });

  it('that is a link out of the folder', async () => {
    await rm(`${folder}/${CODE}`);
    await symlink('/etc/passwd', `${folder}/${CODE}`);
    expect((await problems())[0]).toContain('it is a link that leads out of the folder');
  });

  it('that is not UTF-8', async () => {
    await writeFile(`${folder}/${CODE}`, Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
    expect((await problems())[0]).toContain('it is not UTF-8');
  });

  it('that is not there', async () => {
    await rm(`${folder}/${MAIN}`);
    expect((await problems())[0]).toMatch(/^runbook\.yaml:1: it cannot be read/);
  });

  it('that is empty, or not a mapping', async () => {
    for (const text of ['', '- a', '"word"', '--- {}\n--- {}']) {
      await writeFile(`${folder}/${CODE}`, text);
      expect((await problems())[0]).toMatch(/^procedures\/1\.1-code-deployment\.yaml:[12]: /);
    }
  });
});
