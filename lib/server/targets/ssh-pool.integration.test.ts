import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { executeCommand, reconcileSsh } from './execute-command';
import { closeSshConnections } from './ssh-pool';
import { noSshd, sshdPath, startSshServer, type TestSshServer } from './ssh-server.fixture';

if (!sshdPath) console.warn(noSshd);

describe.skipIf(!sshdPath)('connections to an ssh host', () => {
  let server: TestSshServer;
  let count = 0;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => {
    closeSshConnections();
    return server?.stop();
  });
  beforeEach(closeSshConnections);

  const signIns = () => server.log().split('Accepted publickey').length - 1;
  const run = (argv: string[] = ['echo', 'here'], signal?: AbortSignal) => {
    count += 1;
    const tag = `pool-${process.pid}-${count}`;
    return executeCommand(server.host, { argv }, { timeoutMs: 20_000, tag, credentials: server.credentials, signal });
  };
  /** How many times the console signed in for it. */
  async function signInsFor(deed: () => Promise<unknown>): Promise<number> {
    const before = signIns();
    await deed();
    return signIns() - before;
  }

  it('are made once for twenty commands and questions that follow one another', async () => {
    const made = await signInsFor(async () => {
      for (let i = 0; i < 10; i += 1) {
        expect((await run()).stdout).toBe('here\n');
        await reconcileSsh(server.host, `pool-asked-${i}`, server.credentials);
      }
    });
    expect(made).toBe(1);
  });

  it('are few for twenty commands at once, and none of those is refused', async () => {
    const made = await signInsFor(async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => run(['sh', '-c', 'sleep 0.3; echo here'])));
      expect(results.map(({ stdout }) => stdout)).toEqual(Array(20).fill('here\n'));
    });
    expect(made).toBeLessThanOrEqual(5);
  });

  it('that died unnoticed are replaced, and what was to run runs once', async () => {
    await run();
    server.cut();
    const made = await signInsFor(async () =>
      expect(await run()).toMatchObject({ ending: 'exited', stdout: 'here\n' }),
    );
    expect(made).toBe(1);
  });

  it('that are half open are noticed by their keepalive, and replaced', async () => {
    await run();
    server.freeze(true);
    setTimeout(() => server.freeze(false), 500);
    const begun = performance.now();
    expect(await run()).toMatchObject({ ending: 'exited', stdout: 'here\n' });
    expect(performance.now() - begun).toBeLessThan(16_000);
  }, 40_000);

  it('are not shared across pinned keys: a changed key is refused though a connection is there', async () => {
    await run();
    const other = { ...server.host, hostKey: server.otherHostKey };
    const options = { timeoutMs: 5000, tag: `pool-other-${process.pid}`, credentials: server.credentials };
    const result = await executeCommand(other, { argv: ['true'] }, options);
    expect(result).toMatchObject({ ending: 'not_started' });
    expect(result.error).toMatch(/not the pinned/);
  });

  it('keep a session for a command that others hold open no longer than it runs', async () => {
    const batch = () => Promise.all(Array.from({ length: 4 }, () => run(['sh', '-c', 'sleep 6 & echo here'])));
    await run();
    const made = await signInsFor(async () => {
      for (let i = 0; i < 3; i += 1) for (const { exitCode } of await batch()) expect(exitCode).toBe(0);
    });
    expect(made).toBe(0);
  }, 40_000);
});
