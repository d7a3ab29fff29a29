import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Command, type CommandOptions, executeCommand, reconcileSsh } from './execute-command';
import { findTagged } from './spawner-processes.mjs';
import { noSshd, sshdPath, startSshServer, type TestSshServer } from './ssh-server.fixture';

if (!sshdPath) console.warn(noSshd);

describe.skipIf(!sshdPath)('a command over ssh', () => {
  let server: TestSshServer;
  let count = 0;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.stop());

  function options(over: Partial<CommandOptions> = {}): CommandOptions {
    count += 1;
    return { timeoutMs: 20_000, tag: `ssh-${process.pid}-${count}`, credentials: server.credentials, ...over };
  }
  const run = (command: Command, over: Partial<CommandOptions> = {}) =>
    executeCommand(server.host, command, options(over));
  const shell = (script: string, over: Partial<CommandOptions> = {}) => run({ argv: ['sh', '-c', script] }, over);
  const launched = (tag: string) => existsSync(`${server.home}/.rollback-console/${tag}`);

  it('keeps its output, its exit code and its folder', async () => {
    const result = await run({ argv: ['sh', '-c', 'pwd; echo err >&2; exit 7'], cwd: '/usr' });
    expect(result).toMatchObject({
      ending: 'exited',
      exitCode: 7,
      stdout: '/usr\n',
      stderr: 'err\n',
      outputBytes: 9,
      isGone: true,
    });
  });

  it('takes shell metacharacters as text, on the far side too', async () => {
    const words = [
      '$(id)',
      '`id`',
      '; touch x',
      '&& id',
      '*',
      "'",
      "'\\''",
      '"',
      '\\',
      '\\n',
      '!',
      '-n',
      '',
      ' a  b ',
      '{x}',
      '$HOME',
    ];
    const { stdout } = await run({ argv: ['printf', '[%s]', ...words] });
    expect(stdout).toBe(words.map((word) => `[${word}]`).join(''));
  });

  it('gets its own environment and nothing else, and its values are never arguments', async () => {
    const env = { OWN: 'it\'s $HOME "quoted"', dir: '/x', group: '9' };
    const { stdout } = await run({ argv: ['sh', '-c', 'env; echo; ps -eo args='], env });
    const [environment = '', processes = ''] = stdout.split('\n\n');
    const names = environment.split('\n').map((line) => line.split('=')[0] ?? '');
    expect(environment).toContain(`OWN=${env.OWN}`);
    expect(
      names.filter((name) => !['PATH', 'HOME', 'LANG', 'TZ', 'PWD', '_', 'OLDPWD', 'SHLVL'].includes(name)).sort(),
    ).toEqual(['OWN', 'ROLLBACK_CONSOLE_TAG', 'dir', 'group']);
    expect(processes).not.toContain('quoted');
  });

  it.each([
    ['a program that is missing', { argv: ['no-such-program'] }, /no-such-program.*install/],
    ['a folder that is missing', { argv: ['ls'], cwd: '/no/such' }, /\/no\/such/],
    ['a line break in an argument', { argv: ['echo', 'a\nb'] }, /line break/],
    ['a name that no shell takes', { argv: ['ls'], env: { 'a-b': '1' } }, /a-b/],
  ])('is not started with %s', async (_, command, sentence) => {
    const result = await run(command);
    expect(result).toMatchObject({ ending: 'not_started', isGone: true, stdout: '', stderr: '' });
    expect(result.error).toMatch(sentence);
  });

  it('is started once for a tag, whoever asks again', async () => {
    const own = options();
    const command = { argv: ['sh', '-c', 'echo once'] };
    expect((await executeCommand(server.host, command, own)).stdout).toBe('once\n');
    expect(await executeCommand(server.host, command, own)).toMatchObject({ ending: 'not_started', stdout: '' });
  });

  describe('trust', () => {
    it.each([
      ['changed', () => server.otherHostKey],
      ['of another kind', () => 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ=='],
    ])('a host key that is %s is refused before anybody signs in', async (_, hostKey) => {
      const before = server.log().length;
      const own = options();
      const result = await executeCommand({ ...server.host, hostKey: hostKey() }, { argv: ['true'] }, own);
      expect(result).toMatchObject({ ending: 'not_started', isGone: true });
      expect(result.error).toMatch(/not the pinned.*administrator/);
      expect(server.log().slice(before)).not.toMatch(/publickey|Accepted/);
      expect(launched(own.tag)).toBe(false);
    });

    it('an unreadable pin, a key that is not let in, and no key at all are each explained', async () => {
      const sayings = await Promise.all([
        executeCommand({ ...server.host, hostKey: 'whatever' }, { argv: ['true'] }, options()),
        run({ argv: ['true'] }, { credentials: server.strangerCredentials }),
        run({ argv: ['true'] }, { credentials: undefined }),
        run({ argv: ['true'] }, { credentials: { privateKey: 'nonsense' } }),
        executeCommand({ ...server.host, port: 1 }, { argv: ['true'] }, options()),
      ]);
      expect(sayings.map(({ ending }) => ending)).toEqual(Array(5).fill('not_started'));
      expect(sayings[0]?.error).toMatch(/ssh-keyscan/);
      expect(sayings[1]?.error).toMatch(/authorized_keys/);
      expect(sayings[2]?.error).toMatch(/no key/);
      expect(sayings[3]?.error).toMatch(/cannot be read/);
      expect(sayings[4]?.error).toMatch(/could not be reached/);
    });
  });

  describe('a command that does not end', () => {
    const stubborn = "trap '' TERM; sh -c \"trap '' TERM; sleep 300 & sleep 300\" & sleep 300 & wait; sleep 300";

    it('is gone with its grandchildren after its deadline', async () => {
      const own = options({ timeoutMs: 500 });
      const result = await executeCommand(server.host, { argv: ['sh', '-c', stubborn] }, own);
      expect(result).toMatchObject({ ending: 'timed_out', isGone: true });
      expect(findTagged(own.tag)).toEqual([]);
      expect(result.tookMs).toBeLessThan(500 + 5500);
    });

    it('is gone after a cancel', async () => {
      const abort = new AbortController();
      const own = options({ signal: abort.signal, onOutput: () => abort.abort() });
      const result = await executeCommand(
        server.host,
        { argv: ['sh', '-c', 'echo begun; sleep 300 & sleep 300'] },
        own,
      );
      expect(result).toMatchObject({ ending: 'cancelled', isGone: true, stdout: 'begun\n' });
      expect(findTagged(own.tag)).toEqual([]);
    });

    it('is not waited for where a child holds its output open', async () => {
      const own = options();
      const result = await executeCommand(server.host, { argv: ['sh', '-c', 'echo done; sleep 20 & exit 0'] }, own);
      expect(result).toMatchObject({ ending: 'exited', exitCode: 0, stdout: 'done\n' });
      expect(result.tookMs).toBeLessThan(4000);
      for (const { pid } of findTagged(own.tag)) process.kill(pid, 'SIGKILL');
    });
  });

  describe('a connection that is lost', () => {
    it('loses the command, which goes on, and the host says what became of it', async () => {
      const own = options({ onOutput: (_, text) => text.includes('begun') && server.cut() });
      const script =
        'echo begun; i=0; while [ ! -e go ]; do sleep 0.05; done; for i in 1 2 3 4 5; do echo "$i"; done; exit 5';
      const result = await executeCommand(server.host, { argv: ['sh', '-c', script], cwd: server.home }, own);
      expect(result).toMatchObject({ ending: 'lost', isGone: false, exitCode: null, stdout: 'begun\n' });
      const ask = () => reconcileSsh(server.host, own.tag, server.credentials);
      expect(await ask()).toMatchObject({ state: 'running', exitCode: null });
      await run({ argv: ['touch', 'go'], cwd: server.home });
      // It prints into a pipe that nobody reads any more, and ends as it would have ended.
      await vi.waitFor(async () => expect(await ask()).toMatchObject({ state: 'exited', exitCode: 5 }), {
        timeout: 8000,
      });
      expect(await executeCommand(server.host, { argv: ['true'] }, own)).toMatchObject({ ending: 'not_started' });
    });

    it('that is only half open is noticed within 15 s', async () => {
      const own = options({ timeoutMs: 60_000, onOutput: () => server.freeze(true) });
      const result = await executeCommand(server.host, { argv: ['sh', '-c', 'echo begun; sleep 40'] }, own);
      server.freeze(false);
      server.cut();
      expect(result).toMatchObject({ ending: 'lost', isGone: false });
      expect(result.tookMs).toBeLessThan(16_500);
      for (const { pid } of findTagged(own.tag)) process.kill(pid, 'SIGKILL');
    });

    it('is bridged by a cancel over a new one', async () => {
      const abort = new AbortController();
      const own = options({
        signal: abort.signal,
        onOutput: () => {
          abort.abort();
          server.cut();
        },
      });
      const result = await executeCommand(server.host, { argv: ['sh', '-c', 'echo begun; sleep 300'] }, own);
      expect(result).toMatchObject({ ending: 'cancelled', isGone: true });
      expect(findTagged(own.tag)).toEqual([]);
    });

    it('before the launch leaves a "never" that stays true', async () => {
      const own = options();
      expect(await reconcileSsh(server.host, own.tag, server.credentials)).toMatchObject({ state: 'never_started' });
      expect(await executeCommand(server.host, { argv: ['true'] }, own)).toMatchObject({ ending: 'not_started' });
      expect(await reconcileSsh(server.host, own.tag, server.credentials)).toMatchObject({ state: 'never_started' });
    });

    const groupLeader = (tag: string) =>
      Number(readFileSync(`${server.home}/.rollback-console/${tag}/pid`, 'utf8').split('\n')[0]);
    const parentOf = (pid: number) => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
    const begin = (own: CommandOptions) =>
      executeCommand(server.host, { argv: ['sh', '-c', 'echo begun; sleep 300'] }, own);

    it('is told from a kill: the host keeps that the command was killed', async () => {
      const own = options({ onOutput: () => server.cut() });
      expect(await begin(own)).toMatchObject({ ending: 'lost' });
      process.kill(-groupLeader(own.tag), 'SIGKILL');
      const ask = () => reconcileSsh(server.host, own.tag, server.credentials);
      await vi.waitFor(async () => expect(await ask()).toMatchObject({ state: 'exited', exitCode: 137 }), {
        timeout: 8000,
      });
    });

    it('is told from a host that went down: how it ended is then nobody’s knowledge', async () => {
      const own = options({ onOutput: () => process.kill(parentOf(groupLeader(own.tag)), 'SIGKILL') });
      expect(await begin(own)).toMatchObject({ ending: 'lost' });
      expect(await reconcileSsh(server.host, own.tag, server.credentials)).toMatchObject({ state: 'running' });
      process.kill(-groupLeader(own.tag), 'SIGKILL');
      expect(await reconcileSsh(server.host, own.tag, server.credentials)).toMatchObject({
        state: 'gone',
        exitCode: null,
      });
    });
  });

  it('survives 200 MB of output with its ends and its exit code', async () => {
    // A tenth of it first: what every output needs is none of this one's, and the runner's heap has grown to its size.
    await shell('head -c 20M /dev/zero | tr "\\0" x', { timeoutMs: 60_000 });
    let peak = 0;
    const before = process.memoryUsage.rss();
    const sampling = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 20);
    const result = await shell('echo first; head -c 200M /dev/zero | tr "\\0" x; echo last; exit 3', {
      timeoutMs: 60_000,
    });
    clearInterval(sampling);
    expect(result).toMatchObject({ ending: 'exited', exitCode: 3, outputBytes: 200 * 1024 * 1024 + 11 });
    expect(result.stdout.endsWith('xlast\n')).toBe(true);
    expect(peak - before).toBeLessThan(64 * 1024 * 1024);
  }, 60_000);
});
