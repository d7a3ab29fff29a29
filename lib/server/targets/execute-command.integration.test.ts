import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type CommandOptions, executeCommand, stopSpawner } from './execute-command';
import { spawnerPid } from './spawner-client';
import { findTagged } from './spawner-processes.mjs';

const here = { key: 'here', kind: 'local' } as const;
const MiB = 1024 * 1024;
let count = 0;

function options(over: Partial<CommandOptions> = {}): CommandOptions {
  count += 1;
  return { timeoutMs: 20_000, tag: `test-${process.pid}-${count}`, ...over };
}

const run = (argv: string[], over: Partial<CommandOptions> = {}) => executeCommand(here, { argv }, options(over));
const shell = (script: string, over: Partial<CommandOptions> = {}) => run(['sh', '-c', script], over);

/** Kilobytes, as the kernel counts them. */
function memory(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

const isThere = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

afterAll(stopSpawner);

describe('what a command is given', () => {
  it('takes shell metacharacters as text', async () => {
    const words = [
      '$(id)',
      '`id`',
      '; touch /tmp/x',
      '&& id',
      '| id',
      '> /tmp/x',
      '*',
      "'",
      '"',
      '\\',
      '{commit}',
      'a\nb',
    ];
    const { stdout, exitCode } = await run(['printf', '%s\\0', ...words]);
    expect(exitCode).toBe(0);
    expect(stdout.split('\ufffd').slice(0, -1)).toEqual(words);
  });

  it('gets its own environment and none of the console’s', async () => {
    process.env.CONSOLE_SECRET = 'canary-value';
    await stopSpawner();
    const { stdout } = await executeCommand(here, { argv: ['env'], env: { OWN: 'yes' } }, options());
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(
      names.filter((name) => !['PATH', 'HOME', 'LANG', 'TZ', 'ROLLBACK_CONSOLE_TAG'].includes(name ?? '')),
    ).toEqual(['OWN']);
    expect(readFileSync(`/proc/${spawnerPid()}/environ`, 'utf8')).not.toContain('canary-value');
    delete process.env.CONSOLE_SECRET;
  });

  it('finds its standard input closed, so that nothing waits for an answer', async () => {
    const { stdout, tookMs } = await run(['cat']);
    expect(stdout).toBe('');
    expect(tookMs).toBeLessThan(2000);
  });

  it('reads what it was given to read, and no more', async () => {
    const input = `é\n${'x'.repeat(300_000)}\n`;
    const read = await executeCommand(here, { argv: ['cat'], input }, options());
    expect(read.stdout).toBe(input);
    const unread = await executeCommand(here, { argv: ['true'], input }, options());
    expect(unread).toMatchObject({ ending: 'exited', exitCode: 0 });
  });

  it('runs in its folder', async () => {
    const { stdout } = await executeCommand(here, { argv: ['pwd'], cwd: '/' }, options());
    expect(stdout).toBe('/\n');
  });
});

describe('how a command ends', () => {
  it('keeps its exit code, its output and its signal', async () => {
    expect(await shell('echo out; echo err >&2; exit 7')).toMatchObject({
      ending: 'exited',
      exitCode: 7,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
      outputBytes: 8,
      isGone: true,
    });
    expect(await shell('kill -9 $$')).toMatchObject({ ending: 'exited', exitCode: null, signal: 'SIGKILL' });
  });

  it.each([
    ['the program is missing', { argv: ['no-such-program'] }, /no-such-program.*install/],
    ['the folder is missing', { argv: ['ls'], cwd: '/no/such/folder' }, /\/no\/such\/folder/],
    ['the program may not be run', { argv: ['/etc/passwd'] }, /permission/],
    ['the arguments are too long', { argv: ['echo', 'x'.repeat(300_000)] }, /longer/],
  ])('says that nothing started when %s', async (_, command, sentence) => {
    const result = await executeCommand(here, command, options());
    expect(result).toMatchObject({ ending: 'not_started', exitCode: null, isGone: true });
    expect(result.error).toMatch(sentence);
  });

  it('starts nothing once it is cancelled', async () => {
    expect(await shell('exit 0', { signal: AbortSignal.abort() })).toMatchObject({ ending: 'not_started' });
  });

  it.each([{ timeoutMs: -1 }, { timeoutMs: Number.POSITIVE_INFINITY }, { tag: '../x' }])('refuses %j', async (over) => {
    await expect(run(['true'], over)).rejects.toThrow(/refused/);
  });
});

describe('a command that does not end', () => {
  const stubborn = "trap '' TERM; sh -c \"trap '' TERM; sleep 300 & sleep 300\" & sleep 300 & wait; sleep 300";

  it('is gone with its grandchildren after its deadline, even where they ignore SIGTERM', async () => {
    const own = options({ timeoutMs: 400 });
    const result = await executeCommand(here, { argv: ['sh', '-c', stubborn] }, own);
    expect(result).toMatchObject({ ending: 'timed_out', isGone: true, leftRunning: [] });
    expect(findTagged(own.tag)).toEqual([]);
    expect(result.tookMs).toBeLessThan(400 + 5000);
  });

  it('is gone within a moment of a cancel, and keeps what it printed', async () => {
    const abort = new AbortController();
    const own = options({ signal: abort.signal, onOutput: () => abort.abort() });
    const result = await executeCommand(here, { argv: ['sh', '-c', 'echo begun; sleep 300 & sleep 300'] }, own);
    expect(result).toMatchObject({ ending: 'cancelled', isGone: true, stdout: 'begun\n' });
    expect(findTagged(own.tag)).toEqual([]);
    expect(result.tookMs).toBeLessThan(2000);
  });

  it('does not keep the console waiting where a child holds its output open, and the child is named', async () => {
    const own = options();
    const result = await executeCommand(here, { argv: ['sh', '-c', 'echo done; sleep 20 & exit 0'] }, own);
    expect(result).toMatchObject({ ending: 'exited', exitCode: 0, stdout: 'done\n', isGone: false });
    expect(result.tookMs).toBeLessThan(2000);
    expect(result.note).toMatch(/left running.*sleep/);
    for (const { pid } of findTagged(own.tag)) process.kill(pid, 'SIGKILL');
  });

  it('is flagged where it made itself a daemon outside its group', async () => {
    const own = options();
    const result = await executeCommand(here, { argv: ['setsid', '-f', 'sleep', '20'] }, own);
    expect(result).toMatchObject({ ending: 'exited', exitCode: 0, isGone: true });
    expect(result.leftRunning?.map(({ name }) => name)).toEqual(['sleep']);
    for (const { pid } of findTagged(own.tag)) process.kill(pid, 'SIGKILL');
  });
});

describe('when a process of the console dies', () => {
  it('the worker’s death ends the command, its children and the helper', async () => {
    const tag = `worker-${process.pid}`;
    const fixture = fileURLToPath(new URL('spawner-worker.fixture.ts', import.meta.url));
    const worker = fork(fixture, [tag], { execArgv: ['--import', 'tsx', '--conditions=react-server'] });
    const [{ helper }] = (await once(worker, 'message')) as [{ helper: number }];
    expect(findTagged(tag).length).toBeGreaterThanOrEqual(3);
    expect(isThere(helper)).toBe(true);
    worker.kill('SIGKILL');
    await vi.waitFor(() => expect([findTagged(tag), isThere(helper)]).toEqual([[], false]), {
      timeout: 6000,
      interval: 25,
    });
  });

  it('the helper’s death loses the command, ends its group, and the next command gets a new helper', async () => {
    const own = options({ onOutput: () => process.kill(spawnerPid() as number, 'SIGKILL') });
    const result = await executeCommand(here, { argv: ['sh', '-c', 'echo begun; sleep 300 & sleep 300'] }, own);
    expect(result).toMatchObject({ ending: 'lost', isGone: true, stdout: 'begun\n' });
    expect(findTagged(own.tag)).toEqual([]);
    expect(await run(['true'])).toMatchObject({ ending: 'exited', exitCode: 0 });
  });

  it('a clean stop ends what runs and leaves no helper', async () => {
    let helper: number | undefined;
    const own = options({
      onOutput: () => {
        helper = spawnerPid();
        void stopSpawner();
      },
    });
    const result = await executeCommand(here, { argv: ['sh', '-c', 'echo begun; sleep 300'] }, own);
    expect(result).toMatchObject({ isGone: true });
    expect(findTagged(own.tag)).toEqual([]);
    await vi.waitFor(() => expect(isThere(helper ?? 0)).toBe(false), { timeout: 3000 });
  });
});

describe('output', () => {
  it('of 1 GB costs no more than 64 MiB, and keeps its beginning, its end and its exit code', async () => {
    await run(['true']);
    const helper = spawnerPid() as number;
    const before = { helper: memory(helper, 'VmRSS'), here: memory(process.pid, 'VmRSS') };
    let peak = before.here;
    const sampling = setInterval(() => {
      peak = Math.max(peak, memory(process.pid, 'VmRSS'));
    }, 20);
    const script = 'echo first; head -c 1G /dev/zero | tr "\\0" x; echo last; exit 3';
    const result = await shell(script, { timeoutMs: 60_000 });
    clearInterval(sampling);
    expect(result).toMatchObject({ ending: 'exited', exitCode: 3, outputBytes: 1024 * MiB + 11 });
    expect(result.stdout.startsWith('first\nxxx')).toBe(true);
    expect(result.stdout.endsWith('xxxlast\n')).toBe(true);
    expect(result.stdout).toMatch(/bytes left out/);
    expect(result.stdout.length).toBeLessThan(4 * MiB + 100);
    const grown = {
      helper: (memory(helper, 'VmHWM') - before.helper) / 1024,
      here: (peak - before.here) / 1024,
    };
    expect(grown.helper).toBeLessThan(64);
    expect(grown.here).toBeLessThan(64);
  }, 60_000);

  it('comes in order while the command runs, and put together is what was kept', async () => {
    const seen = { stdout: '', stderr: '' };
    const pieces: number[] = [];
    const result = await shell('for i in 1 2 3; do echo $i; echo e$i >&2; sleep 0.1; done', {
      onOutput: (stream, text) => {
        seen[stream] += text;
        pieces.push(text.length);
      },
    });
    expect(seen).toEqual({ stdout: '1\n2\n3\n', stderr: 'e1\ne2\ne3\n' });
    expect(seen).toEqual({ stdout: result.stdout, stderr: result.stderr });
    expect(pieces.length).toBeGreaterThanOrEqual(4);
  });

  it('is valid UTF-8 whatever was printed', async () => {
    const { stdout } = await run(['printf', 'a\\377\\376b\\000c\\303\\251\\342\\202']);
    expect(stdout).toBe('a\ufffd\ufffdb\ufffdcé\ufffd');
  });
});
