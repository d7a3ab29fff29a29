import { describe, expect, it } from 'vitest';
import { bindingComplaint, bindingComplaints } from './binding-policy';
import { assertInstanceOf, assertTimeoutMs, displayArgv, quoteForShell, renderArgv } from './command-policy';
import { AppError } from './errors';

const git = ['git', 'checkout', '--detach', '{commit}'];

function refusal(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  }
  throw new Error('it was not refused');
}

describe('a list placeholder', () => {
  it('becomes one argument an item, each judged by itself', () => {
    expect(renderArgv(['kill', '-TERM', '{pids...}'], { pids: '12, 34' })).toEqual(['kill', '-TERM', '12', '34']);
    for (const pids of ['12, -9', '12,,34', ''])
      expect(() => renderArgv(['kill', '{pids...}'], { pids })).toThrow(/was refused/);
    expect(() => renderArgv(['kill', '--x={pids...}'], { pids: '1' })).toThrow(/inside the longer argument/);
  });
});

describe('a parameter is one whole argument', () => {
  it.each([
    ['an identifier that closes its quotes', 'x"; drop table t;--'],
    ['a command substitution', '$(id)'],
    ['backticks', '`id`'],
    ['a template', '{{constructor.constructor("return process")()}}'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that it looks like one is the point.
    ['a shell expansion', '${HOME}'],
    ['another placeholder', '{commit}'],
    ['shell operators', 'main; rm -rf / && id | sh > /etc/passwd'],
    ['globs and quotes', `*?[a]'"\\`],
    ['a number too large to be one', '1e309'],
    ['a range of revisions', 'a1b2..c3d4'],
    ['an option that does not come first', 'x --force'],
    ['letters of any language', 'откат-2024'],
  ])('carries %s as inert text', (_, value) => {
    expect(renderArgv(git, { commit: value })).toEqual(['git', 'checkout', '--detach', value]);
  });

  it.each([
    ['a second command on a new line', 'main\nid'],
    ['a carriage return', 'main\rid'],
    ['a NUL', 'main\0id'],
    ['an escape sequence', '\u001b[2Jmain'],
    ['a character that reverses the text', 'main\u202egnp.exe'],
    ['a git option', '--upload-pack=touch x'],
    ['an ssh option', '-oProxyCommand=id'],
    ['a negative number', '-5'],
    ['a path that climbs', '../../etc/shadow'],
    ['a path that climbs in the middle', 'backups/../../etc/shadow'],
    ['nothing', ''],
    ['more than a value', 'x'.repeat(5000)],
    ['half a character', '\ud800'],
  ])('refuses %s, and says what to do', (_, value) => {
    const error = refusal(() => renderArgv(git, { commit: value }));
    expect(error.code).toBe('invalid_input');
    expect(error.message).toContain('commit');
    expect(error.message).toContain('Nothing was run');
    expect(error.remedy.length).toBeGreaterThan(10);
  });

  it('does not read a value for placeholders again', () => {
    expect(renderArgv(['cp', '{from}', '{to}'], { from: '{to}', to: '{from}' })).toEqual(['cp', '{to}', '{from}']);
  });

  it('fills the same placeholder wherever it stands', () => {
    expect(renderArgv(['cmp', '{a}', '{a}'], { a: 'x' })).toEqual(['cmp', 'x', 'x']);
  });

  it('leaves the inventory as it was', () => {
    const argv = [...git];
    renderArgv(argv, { commit: 'abc' });
    expect(argv).toEqual(git);
  });
});

describe('parameters and placeholders fit each other', () => {
  it('refuses a missing one', () => {
    expect(refusal(() => renderArgv(git, {})).message).toContain('commit');
  });

  it('refuses an unknown one', () => {
    expect(refusal(() => renderArgv(git, { commit: 'abc', force: 'yes' })).message).toContain('force');
  });

  it.each(['__proto__', 'constructor', 'toString'])('refuses %s as a parameter', (key) => {
    const args = JSON.parse(`{"commit":"abc","${key}":"x"}`) as Record<string, string>;
    expect(refusal(() => renderArgv(git, args)).message).toContain(key);
  });

  it.each(['__proto__', 'constructor', 'toString'])('finds no inherited value for {%s}', (key) => {
    expect(refusal(() => renderArgv(['echo', `{${key}}`], {})).message).toContain(key);
  });
});

describe('the list itself', () => {
  it.each([
    ['a placeholder inside a longer argument', ['pg_dump', '--file={path}'], { path: 'x' }],
    ['a placeholder as the program', ['{program}', 'x'], { program: 'sh' }],
    ['a placeholder as a script', ['sh', '-c', '{code}'], { code: 'id' }],
    ['a placeholder as a script behind sudo', ['sudo', '-n', '/bin/bash', '-euc', '{code}'], { code: 'id' }],
    ['a placeholder as a statement', ['psql', '-X', '-c', '{code}'], { code: 'select 1' }],
    ['a placeholder as a program text', ['/usr/bin/python3', '-c', '{code}'], { code: 'pass' }],
    ['a whole shell line', ['git checkout main; rm -rf /'], {}],
    ['a pipe', ['pg_dump x | gzip'], {}],
    ['nothing at all', [], {}],
    ['a NUL', ['echo', 'a\0b'], {}],
  ])('refuses %s', (_, argv, args) => {
    expect(refusal(() => renderArgv(argv, args as Record<string, string>)).code).toBe('invalid_input');
  });

  it("takes psql's script by its bare name, in the folder that the inventory says", () => {
    const psql = ['/usr/bin/psql', '-X', '--file', '{backup}'];
    expect(renderArgv(psql, { backup: 'pre_optimization_backup.sql' }).at(-1)).toBe('pre_optimization_backup.sql');
    for (const backup of ['/etc/passwd', '../x.sql', 'a/b.sql', '-', '.psqlrc', 'x|id', ''])
      expect(refusal(() => renderArgv(psql, { backup })).code, backup).toBe('invalid_input');
    expect(refusal(() => renderArgv(['bash', '-f', '{backup}'], { backup: 'a' })).message).toContain('as code');
  });

  it('accepts braces that are no placeholder, and -c of a program that runs no code', () => {
    expect(renderArgv(['git', 'stash', 'show', 'stash@{0}'], {})).toHaveLength(4);
    expect(renderArgv(['alembic', '-c', '{config}', 'current'], { config: 'alembic.ini' })[2]).toBe('alembic.ini');
    expect(renderArgv(['sh', '/srv/bin/run', '{text}'], { text: '$(id)' })[2]).toBe('$(id)');
  });
});

describe('what is shown', () => {
  it.each([
    [['git', 'checkout', 'a1b2'], 'git checkout a1b2'],
    [['echo', 'two words', "it's", ''], `echo 'two words' 'it'\\''s' ''`],
    [['echo', '$(id)', '*'], `echo '$(id)' '*'`],
    [['echo', "a\nb\u202e'"], `echo $'a\\nb\\u202e\\''`],
  ])('%j reads %s', (argv, line) => {
    expect(displayArgv(argv)).toBe(line);
  });

  it('single-quotes for a shell without a way out', () => {
    expect(quoteForShell(`a'; id; '`)).toBe(`'a'\\''; id; '\\'''`);
  });
});

describe('a time limit', () => {
  it.each([-1, 0, Number('1e309'), Number.NaN, 1.5, 2 ** 31])('of %s ms is refused', (timeoutMs) => {
    expect(refusal(() => assertTimeoutMs(timeoutMs)).remedy).toContain('milliseconds');
  });
});

describe('a list that an inventory may not bind is refused', () => {
  // biome-ignore format: a table reads by its rows
  it.each([
    ['35: a line for a shell', ['bash', '-c', 'git checkout main; rm -rf /'], /line of shell/],
    ['35: a line for a shell among its options', ['bash', '-euo', 'pipefail', '-c', 'id'], /line of shell/],
    ['35: a line for a shell behind sudo', ['sudo', '-n', '/bin/sh', '-ec', 'id'], /line of shell/],
    ['36: a pipe', ['pg_dump', 'replyx', '|', 'gzip'], /no shell reads the list/],
    ['36: a redirection', ['pg_dump', 'replyx', '>', 'out'], /no shell reads the list/],
    ['36: a second command', ['git', 'fetch', '&&', 'git', 'checkout'], /no shell reads the list/],
    ['37: a variable', ['pg_dump', '$DATABASE_URL'], /no shell would replace/],
    ['37: a command inside an argument', ['kill', '$(pidof x)'], /no shell would replace/],
    ['38: pkill over command lines', ['pkill', '-f', 'uvicorn'], /ends every process that fits/],
    ['38: killall', ['sudo', '-n', 'killall', 'uvicorn'], /ends every process that fits/],
    ['39: a password', ['pg_dump', '--password=hunter2'], /everybody sees/],
    ['39: a password in an address', ['pg_dump', 'postgresql://u:hunter2@db/replyx'], /everybody sees/],
    ['39: a password in a connection string', ['pg_dump', 'host=db password=hunter2'], /everybody sees/],
    ['39: a password for mysql', ['mysqldump', '-phunter2'], /everybody sees/],
    ['39: a password by sshpass', ['sshpass', '-p', 'hunter2', 'ssh', 'db'], /everybody sees/],
    ['40: su', ['su', '-', 'postgres'], /nobody types/],
    ['35: a line as the program', ['git checkout main; touch canary'], /as one piece of text/],
    ['42: what outlives its step', ['nohup', 'uvicorn'], /outlives its step/],
  ])('%s', (_name, argv, because) => {
    expect(bindingComplaint(argv)?.because).toMatch(because);
    expect(refusal(() => renderArgv(argv, {})).remedy).toMatch(/\S.*\.$/);
    expect(() => assertInstanceOf(argv, argv)).toThrow(/was refused/);
    const inventory = { commands: { it: { argv } }, tools: {}, faults: [] };
    expect(bindingComplaints(inventory)).toMatchObject([{ path: ['commands', 'it', 'argv'] }]);
  });

  it.each([
    [['pkill', '-x', 'uvicorn']],
    [['find', '.', '-name', 'a;b', ';']],
    [['psql', '-X', '-c', 'select $1 > 2']],
    [['mysql', '--defaults-extra-file=/etc/x']],
    [['vault', 'login', '--password-stdin']],
    [['sh', '/srv/bin/run', '-c', 'x']],
  ])('but not %j', (argv) => {
    expect(bindingComplaint(argv)).toBeNull();
  });
});

describe('a rendered list is one of the bound one', () => {
  it.each([
    [['kill', '{pids...}', '-s'], ['kill', '1', '2', '-s'], true],
    [['kill', '{pids...}'], ['kill'], false],
    [git, [...git.slice(0, 3), 'abc'], true],
    [git, [...git.slice(0, 3), '--force'], false],
    [git, [...git.slice(0, 3), 'abc', 'more'], false],
    [git, ['git', 'reset', '--hard', 'abc'], false],
    [git, git.slice(0, 3), false],
    [['psql', '-f', '{backup}'], ['psql', '-f', '/etc/passwd'], false],
  ])('%j %j: %s', (bound, argv, isOne) => {
    const act = () => assertInstanceOf(bound, argv);
    if (isOne) expect(act).not.toThrow();
    else expect(act).toThrow(/Nothing was run/);
  });
});
