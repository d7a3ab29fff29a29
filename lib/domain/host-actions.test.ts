import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { displayScript, type HostAction, processOf, programWords, runsOnHosts } from './host-actions';

const command = {
  kind: 'command',
  binding: 'reload',
  argv: ['pm2', 'reload', 'it'],
  cwd: '/srv',
} as unknown as Extract<HostAction, { kind: 'command' }>;
const script = {
  kind: 'script',
  place: 'app',
  text: 'echo "$NAME"\ncat\n',
  env: { NAME: "a'b" },
  cwd: '/srv',
  variables: ['HOME_OF_IT'],
} as unknown as Extract<HostAction, { kind: 'script' }>;
const inventory = {
  commands: { reload: { host: 'here', argv: [], env: { PM2_HOME: '/p' } } },
  places: { app: { env: { NAME: 'of the place', HOME_OF_IT: '/h' } } },
} as unknown as Parameters<typeof processOf>[1];

it('commands and scripts run on hosts, and nothing else does', () => {
  expect([command, script].every(runsOnHosts)).toBe(true);
  expect(runsOnHosts({ kind: 'sql' } as never)).toBe(false);
  expect(runsOnHosts({ kind: 'manual' } as never)).toBe(false);
});

describe('the process of a host action', () => {
  it('of a command is its own arguments, with the environment that its binding gives and no other', () => {
    expect(processOf(command, inventory)).toEqual({
      argv: ['pm2', 'reload', 'it'],
      cwd: '/srv',
      env: { PM2_HOME: '/p' },
      input: undefined,
    });
  });

  it('of a script has its text as input alone, and what the step says before what the place says', () => {
    const { argv, input, env } = processOf(script, inventory);
    expect(argv.join(' ')).not.toContain('NAME');
    expect(input).toBe(script.text);
    expect(env).toEqual({ NAME: "a'b", HOME_OF_IT: '/h' });
  });

  it('of a script runs it whole, strictly, and leaves nothing of it to be read by what it starts', () => {
    const { argv, input } = processOf(script, inventory);
    const run = (text: string) =>
      spawnSync(argv[0] as string, argv.slice(1), {
        input: text,
        env: { ...process.env, NAME: 'x y' },
        encoding: 'utf8',
      });
    expect(run(`${input}echo after\n`)).toMatchObject({ status: 0, stdout: 'x y\nafter\n' });
    expect(run('false | true\necho never\n')).toMatchObject({ status: 1, stdout: '' });
    expect(run('echo "$UNSET_NAME"\n').status).not.toBe(0);
  });
});

it('a sentence about a script does not name the shell that runs it', () => {
  expect(programWords(command)).toEqual(['pm2', 'reload', 'it']);
  expect(programWords(script)).toEqual(['the script']);
});

describe('a script as people read it', () => {
  it('shows what it gets, quoted, then its text', () => {
    expect(displayScript(script)).toBe(
      [
        '# from the target: HOME_OF_IT',
        `NAME='a'\\''b' \\`,
        "bash -euo pipefail <<'END'",
        'echo "$NAME"',
        'cat',
        'END',
      ].join('\n'),
    );
  });

  it('does not end where a line of it only looks like its end', () => {
    const lines = displayScript({ ...script, text: 'END\nEND_\n' }).split('\n');
    expect(lines.slice(-4)).toEqual(["bash -euo pipefail <<'END__'", 'END', 'END_', 'END__']);
  });
});
