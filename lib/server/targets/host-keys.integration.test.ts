import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { startRun } from '../runs/start-run';
import { refusalOf } from '../testing/refusal';
import { type Approved, approvedRun, registerTestTarget, startedRun, targetFile } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { getHostsView } from './get-hosts-view';
import { fingerprintOf, readHostKey } from './host-key';
import { askHostLook, performHostLook } from './look-at-hosts';
import { pinHostKey } from './pin-host-key';
import { registerTarget, storeTarget } from './register-target';
import { noSshd, sshdPath, startSshServer, type TestSshServer } from './ssh-server.fixture';

if (!sshdPath) console.warn(noSshd);

describe.skipIf(!sshdPath)('a host key', () => {
  let at: TestConsole;
  let server: TestSshServer;
  let real: string;
  let other: string;
  beforeAll(async () => {
    at = await openTestConsole();
    server = await startSshServer();
    real = fingerprintOf(readHostKey(server.host.hostKey) as never);
    other = fingerprintOf(readHostKey(server.otherHostKey) as never);
  });
  afterAll(async () => {
    await at?.close();
    await server?.stop();
  });

  const admin = () => at.people.administrator;
  /** As an administrator registers it from a file: with the key given, or none. */
  async function register(hostKey?: string, sshKey = server.credentials.privateKey) {
    const target = await registerTestTarget(at);
    const file = targetFile(at, target);
    const { hostKey: _, ...host } = server.host;
    const hosts = [...file.inventory.hosts, { ...host, ...(hostKey !== undefined && { hostKey }) }];
    const whole = { ...file, inventory: { ...file.inventory, hosts }, sshKey };
    await registerTarget(admin(), { json: JSON.stringify(whole) });
    return { ...target, file: whole };
  }
  async function look(key: string) {
    await askHostLook(admin(), { targetKey: key });
    const { id } = await db().target.findUniqueOrThrow({ where: { key } });
    await performHostLook({ targetId: id });
    const view = await getHostsView(at.people.engineer, key);
    return { ...view, far: view.hosts.find((host) => host.key === 'far') };
  }
  const pins = async (key: string) =>
    (await db().event.findMany({ where: { type: 'target.host_pinned' }, orderBy: { id: 'asc' } }))
      .map(({ data, actorName }) => ({ ...(data as { target: string; from: string | null; to: string }), actorName }))
      .filter(({ target }) => target === key)
      .map(({ from, to, actorName }) => ({ from, to, actorName }));
  const pin = (targetKey: string, fingerprint: string) => pinHostKey(admin(), { targetKey, host: 'far', fingerprint });

  it('is fingerprinted as OpenSSH does it', () => {
    const file = join(server.home, 'key.pub');
    writeFileSync(file, `${server.host.hostKey}\n`);
    expect(execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' })).toContain(` ${real} `);
  });

  it('is shown for comparison where none is pinned, and nobody signs in before one is', async () => {
    const { key } = await register();
    const before = server.log().length;
    const seen = await look(key);
    expect(seen.far).toMatchObject({ pinned: null, look: { state: 'not_pinned', seen: real } });
    expect(server.log().slice(before)).not.toMatch(/publickey|Accepted/);
  });

  it('is pinned on confirmation, by name, and then the host lets the console in', async () => {
    const { key } = await register();
    await look(key);
    await pin(key, real);
    expect(await pins(key)).toEqual([{ from: null, to: real, actorName: 'administrator' }]);
    expect((await look(key)).far).toMatchObject({ pinned: real, look: { state: 'ok', seen: real } });
  });

  it('that is not the one that was compared is not pinned', async () => {
    const { key } = await register();
    expect(await refusalOf(pin(key, real))).toMatchObject({ message: expect.stringContaining('has been seen') });
    await look(key);
    expect(await refusalOf(pin(key, other))).toMatchObject({ message: expect.stringContaining(real) });
    expect(await pins(key)).toEqual([]);
  });

  it('that has changed is refused, and the new one pinned only deliberately, with both in the record', async () => {
    const { key } = await register(server.otherHostKey);
    const { far } = await look(key);
    expect(far).toMatchObject({ pinned: other, look: { state: 'changed', seen: real } });
    expect(far?.look?.sentence).toMatch(/may be another machine/);
    await pin(key, real);
    expect(await pins(key)).toEqual([
      { from: null, to: other, actorName: 'administrator' },
      { from: other, to: real, actorName: 'administrator' },
    ]);
    expect((await look(key)).far?.look?.state).toBe('ok');
  });

  it('stays pinned when the target is registered anew from a file that names none', async () => {
    const { key, file } = await register();
    await look(key);
    await pin(key, real);
    await registerTarget(admin(), { json: JSON.stringify({ ...file, name: 'Another name' }) });
    expect((await getHostsView(admin(), key)).hosts.at(-1)).toMatchObject({ pinned: real });
    expect(await pins(key)).toHaveLength(1);
  });

  it('cannot be asked for or pinned by anybody but an administrator', async () => {
    const { key } = await register();
    await look(key);
    const { engineer, lead, executive, manager } = at.people;
    for (const who of [engineer, lead, executive, manager]) {
      expect(await refusalOf(askHostLook(who, { targetKey: key }))).toMatchObject({ code: 'forbidden' });
      const wanted = { targetKey: key, host: 'far', fingerprint: real };
      expect(await refusalOf(pinHostKey(who, wanted))).toMatchObject({ code: 'forbidden' });
    }
    expect(await pins(key)).toEqual([]);
  });

  describe('and rollbacks', () => {
    const withHost = async (): Promise<{ key: string; folder: string }> => {
      const target = await register(server.otherHostKey);
      await look(target.key);
      return target;
    };

    it('it voids a plan that was approved for the one from before', async () => {
      const target = await withHost();
      const run: Approved = await approvedRun(at, { target });
      await pin(target.key, real);
      const start = startRun(at.people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'step' });
      expect(await refusalOf(start)).toMatchObject({
        message: expect.stringMatching(/hosts.*changed after the approval/),
      });
    });

    it('it is not pinned under a run that is under way', async () => {
      const target = await withHost();
      await startedRun(at, { target });
      expect(await refusalOf(pin(target.key, real))).toMatchObject({ message: expect.stringContaining('under way') });
    });
  });

  it('does not stand alone: what else is missing is told with it', async () => {
    const { key, file } = await register(server.host.hostKey, server.strangerCredentials.privateKey);
    const tools = { pm2: { title: 'pm2', host: 'here', check: ['no-such-pm2'], install: 'Install it.' } };
    const databaseUrl = file.databaseUrl.replace(/:\d+\//, ':1/');
    await storeTarget({ ...file, databaseUrl, inventory: { ...file.inventory, tools, commands: {} } }, null);
    const seen = await look(key);
    expect(seen.far?.look).toMatchObject({ state: 'not_let_in', sentence: expect.stringContaining('authorized_keys') });
    expect(seen.problems).toEqual([
      expect.stringMatching(/^The database: /),
      'pm2 is not there, or its host does not answer. Install it.',
      ...Array(seen.problems.length - 2).fill(expect.stringMatching(/^Procedure .* lacks the command/)),
    ]);
    expect(seen.problems.length).toBeGreaterThan(2);
  });

  it('of a host that does not answer is said to be missing, and the look ends', async () => {
    const { key, file } = await register(server.host.hostKey);
    const hosts = file.inventory.hosts.map((host) => ('port' in host ? { ...host, port: 1 } : host));
    await storeTarget({ ...file, inventory: { ...file.inventory, hosts } }, null);
    expect((await look(key)).far?.look).toMatchObject({ state: 'unreachable', seen: null });
  });
});
