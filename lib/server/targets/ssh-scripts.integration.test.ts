import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { findTagged } from './spawner-processes.mjs';
import { LAUNCH_COMMAND, LOOK_COMMAND } from './ssh-scripts';

const folder = mkdtempSync(join(tmpdir(), 'test-scripts-'));
const home = { PATH: process.env.PATH, HOME: folder } as unknown as NodeJS.ProcessEnv;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two users who may do nothing to each other's processes, as a login and what it runs by sudo. Only root can be both. */
const [LOGIN, OTHER] = [65533, 65534];
const asUser = (id: number) => ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups'];
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
    await begin(order(tag, 30, ['TZ=JST-9', 'sh', '-c', "trap '' TERM; sleep 50 & sleep 51"], 1));
    expect(ask(tag, 'look')).toMatch(/^running \d+ since /);
    expect(ask(tag, 'end')).toBe('exited 137');
    expect(findTagged(tag)).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0 && has('setpriv') && ['sh', 'bash'].includes(login))(
    'calls nothing gone while a process of another user lives in its group, however it is asked',
    async () => {
      const far = mkdtempSync(join(tmpdir(), 'test-scripts-login-'));
      chownSync(far, LOGIN, LOGIN);
      chmodSync(folder, 0o755);
      const env = { PATH: process.env.PATH, HOME: far } as unknown as NodeJS.ProcessEnv;
      const tag = newTag();
      const [program = '', ...args] = [...asUser(LOGIN), login, '-c', under(LOOK_COMMAND)];
      const say = (act: 'look' | 'end') =>
        spawnSync(program, args, { input: `${tag}\n${act}\n`, env, encoding: 'utf8' }).stdout.trim();
      // As sudo leaves it: the script is the login's, what it runs is not.
      const script = `${asUser(OTHER).join(' ')} sleep 60 & exec ${asUser(LOGIN).join(' ')} sleep 61`;
      const child = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
      try {
        const group = child.pid as number;
        const born = spawnSync('ps', ['-o', 'lstart=', '-p', String(group)], { encoding: 'utf8' }).stdout;
        expect(say('look')).toBe('never');
        writeFileSync(join(far, '.rollback-console', tag, 'pid'), `${group}\n${born}`);
        const users = () => spawnSync('ps', ['-eo', 'pgid=,uid='], { encoding: 'utf8' }).stdout.split('\n');
        await vi.waitFor(() => {
          const own = users().filter((line) => line.trim().startsWith(`${group} `));
          expect(own.map((line) => Number(line.trim().split(/ +/)[1])).sort()).toEqual([LOGIN, OTHER]);
        });
        expect(say('look')).toMatch(new RegExp(`^running ${group} since `));
        // The login's own is ended; the other stays, and is said to run.
        expect(say('end')).toMatch(new RegExp(`^running ${group} since `));
        process.kill(-group, 'SIGKILL');
        await vi.waitFor(() => expect(say('look')).toBe('gone'), { timeout: 5000, interval: 50 });
      } finally {
        child.kill('SIGKILL');
        rmSync(far, { recursive: true, force: true });
      }
    },
  );

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
