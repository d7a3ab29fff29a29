import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { findTagged } from './spawner-processes.mjs';
import { LAUNCH_COMMAND, LOOK_COMMAND } from './ssh-scripts';

const folder = mkdtempSync(join(tmpdir(), 'test-scripts-'));
const home = { PATH: process.env.PATH, HOME: folder } as unknown as NodeJS.ProcessEnv;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
let count = 0;

/** The shell of a small host (Alpine, routers), under the name that makes busybox be it. */
function busyboxShell(): string {
  const path = join(folder, 'sh');
  if (has('busybox')) symlinkSync(spawnSync('sh', ['-c', 'command -v busybox']).stdout.toString().trim(), path);
  return path;
}

const shells = [
  { name: 'sh', login: 'sh', inner: '/bin/sh', isHere: true },
  { name: 'bash', login: 'bash', inner: '/bin/bash', isHere: has('bash') },
  { name: 'busybox', login: 'sh', inner: busyboxShell(), isHere: has('busybox') },
  { name: 'zsh as the login shell', login: 'zsh', inner: '/bin/sh', isHere: has('zsh') },
  { name: 'fish as the login shell', login: 'fish', inner: '/bin/sh', isHere: has('fish') },
];

describe.each(shells.filter(({ isHere }) => isHere))('the far side under $name', ({ login, inner }) => {
  const under = (command: string) => command.replaceAll('/bin/sh', inner);
  const newTag = () => `scripts-${process.pid}-${++count}`;
  const order = (tag: string, limitSeconds: number, values: string[], env = 0, lines: string[] = []) =>
    [tag, limitSeconds, '', env, values.length, lines.length, ...values, ...lines, 'end', ''].join('\n');
  const launch = (input: string) =>
    spawnSync(login, ['-c', under(LAUNCH_COMMAND)], { input, env: home, encoding: 'utf8' });
  const ask = (tag: string, act: 'look' | 'end') =>
    spawnSync(login, ['-c', under(LOOK_COMMAND)], {
      input: `${tag}\n${act}\n`,
      env: home,
      encoding: 'utf8',
    }).stdout.trim();
  const begin = (input: string) => {
    const child = spawn(login, ['-c', under(LAUNCH_COMMAND)], { env: home, stdio: ['pipe', 'ignore', 'pipe'] });
    child.stdin.end(input);
    return new Promise<void>((resolve) => child.stderr.once('data', () => resolve()));
  };

  it('hands over every value as it is, and keeps the exit code', () => {
    const tag = newTag();
    const values = [
      "OWN=it's \\ $HOME",
      'sh',
      '-c',
      'printf "[%s]" "$OWN" "$@"; exit 4',
      'x',
      `a\\\\b'"!$(id)`,
      '',
      ' y ',
    ];
    const { stdout, stderr, status } = launch(order(tag, 30, values, 1));
    expect({ stdout, status }).toEqual({ stdout: `[it's \\ $HOME][a\\\\b'"!$(id)][][ y ]`, status: 4 });
    expect(stderr).toBe('rollback-console:started\n');
    expect(ask(tag, 'look')).toBe('exited 4');
  });

  it('hands over what the command reads as it is, and nothing where it reads nothing', () => {
    const lines = [' two  words ', '', `\\n $HOME 'q' "q"`, 'end', '\tlast'];
    expect(launch(order(newTag(), 30, ['cat'], 0, lines)).stdout).toBe(`${lines.join('\n')}\n`);
    expect(launch(order(newTag(), 30, ['cat'])).stdout).toBe('');
  });

  it('takes no order that is cut short', () => {
    for (const whole of [order(newTag(), 30, ['touch', 'x']), order(newTag(), 30, ['touch', 'x'], 0, ['a', 'b'])]) {
      const { stderr, status } = launch(whole.slice(0, -6));
      expect({ stderr, status }).toEqual({ stderr: 'rollback-console:refused input\n', status: 97 });
    }
  });

  it('ends a whole group that ignores SIGTERM', async () => {
    const tag = newTag();
    await begin(order(tag, 30, ['sh', '-c', "trap '' TERM; sleep 50 & sleep 51"]));
    expect(ask(tag, 'look')).toMatch(/^running \d+ since /);
    expect(ask(tag, 'end')).toBe('exited 137');
    expect(findTagged(tag)).toEqual([]);
  });

  it('ends a command by itself at its limit, when no console does', async () => {
    const tag = newTag();
    await begin(order(tag, 1, ['sh', '-c', 'sleep 50 & sleep 51']));
    await vi.waitFor(() => expect(findTagged(tag)).toEqual([]), { timeout: 6000, interval: 50 });
    expect(ask(tag, 'look')).toBe('exited 143');
  });

  it('starts nothing after a question was answered with never', () => {
    const tag = newTag();
    expect(ask(tag, 'look')).toBe('never');
    expect(launch(order(tag, 30, ['true'])).stderr).toBe('rollback-console:refused tag\n');
    expect(ask(tag, 'look')).toBe('never');
  });
});
