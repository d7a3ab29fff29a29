import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '@/lib/contracts/target';
import { processOf } from '@/lib/domain/host-actions';
import { type CommandOptions, executeCommand, stopSpawner } from './execute-command';
import { findTagged } from './spawner-processes.mjs';
import { noSshd, sshdPath, startSshServer, type TestSshServer } from './ssh-server.fixture';

if (!sshdPath) console.warn(noSshd);

/** A script on a host, as a step runs it. */
const action = (text: string, env: Record<string, string> = {}) => ({
  kind: 'script' as const,
  place: 'work',
  host: 'x',
  text,
  env,
  variables: [],
  folders: [],
});

describe.each(sshdPath ? ['local', 'ssh'] : ['local'])('a script on a host of kind %s', (kind) => {
  let server: TestSshServer | undefined;
  let folder: string;
  let count = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'script-'));
    if (kind === 'ssh') server = await startSshServer();
  });
  afterAll(async () => {
    await stopSpawner();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(text: string, env?: Record<string, string>, over: Partial<CommandOptions> = {}) {
    count += 1;
    const host: Host = server?.host ?? { key: 'x', kind: 'local' };
    const options = {
      timeoutMs: 20_000,
      tag: `script-${kind}-${process.pid}-${count}`,
      credentials: server?.credentials,
    };
    const places = { work: { host: 'x', env: { PLACE: 'given' } } };
    return executeCommand(
      host,
      { ...processOf(action(text, env), { commands: {}, places }), cwd: folder },
      { ...options, ...over },
    );
  }

  it('gets its lines, quotes and letters as they are written', async () => {
    const text = `printf '%s|' "a  b" '$HOME' "é😀" 'it'"'"'s'\n\tprintf '%s' "\\$x"\n\necho\necho "$0 $PLACE"\n`;
    const { stdout, exitCode } = await run(text);
    expect({ stdout, exitCode }).toEqual({ stdout: `a  b|$HOME|é😀|it's|$x\nrollback-script given\n`, exitCode: 0 });
  });

  it('gets a value as text, whatever it looks like', async () => {
    const value = `$(touch ${folder}/x) \`id\` "; rm -rf / #' * {a,b} \\n !x`;
    expect((await run('printf "[%s]" "$VALUE"', { VALUE: value })).stdout).toBe(`[${value}]`);
  });

  it('ends at a failure, in a pipe and at a variable that nobody gives', async () => {
    expect(await run('echo a\nfalse\necho b')).toMatchObject({ exitCode: 1, stdout: 'a\n' });
    expect(await run('false | cat\necho b')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await run('echo "$NOBODY"\necho b')).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('NOBODY'),
    });
  });

  it('has nothing to read, not even the rest of itself', async () => {
    expect((await run('cat\necho after')).stdout).toBe('after\n');
  });

  it('is gone with all that it started when it is stopped', async () => {
    const stop = new AbortController();
    const tag = `script-${kind}-${process.pid}-stopped`;
    const onOutput = () => stop.abort();
    const result = await run('echo begun\nsleep 300 | cat', {}, { signal: stop.signal, tag, onOutput });
    expect(result).toMatchObject({ ending: 'cancelled', isGone: true });
    expect(findTagged(tag)).toEqual([]);
  });
});
