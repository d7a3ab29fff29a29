import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../../db';
import { storeTarget } from '../../targets/register-target';
import { noSshd, sshdPath, startSshServer, type TestSshServer } from '../../targets/ssh-server.fixture';
import { declare, registerTestTarget, targetFile } from '../../testing/rollback';
import { openTestConsole, type TestConsole } from '../../testing/test-console';
import { planRun } from '../plan-run';
import { prepareRun } from '../prepare-run';

if (!sshdPath) console.warn(noSshd);

// As sudo answers: -l whether a command may be run, by the lines of a file, and a refusal where it would ask for a password.
const SUDO = `#!/bin/sh
[ "$1" = -n ] || { echo 'sudo: a terminal is required to read the password' >&2; exit 1; }
shift
if [ "$1" = -l ]; then
  shift 2
  grep -qxF "$*" "$HOME/sudoers" 2>/dev/null || { echo 'sudo: a password is required' >&2; exit 1; }
  echo "/bin/$*"
  exit 0
fi
exec "$@"`;

describe.skipIf(!sshdPath)('the hosts of a plan are looked at before it is approved', () => {
  let at: TestConsole;
  let server: TestSshServer;
  let sudo: string;
  beforeAll(async () => {
    at = await openTestConsole();
    server = await startSshServer();
    sudo = join(server.home, 'bin', 'sudo');
    mkdirSync(join(server.home, 'bin'));
    writeFileSync(sudo, SUDO);
    chmodSync(sudo, 0o755);
  });
  afterAll(async () => {
    await at?.close();
    await server?.stop();
  });

  async function findings(argv: string[], over: { hostKey?: string } = {}) {
    const target = await registerTestTarget(at);
    const file = targetFile(at, target);
    const host = { ...server.host, key: 'far', ...over };
    const commands = { ...file.inventory.commands, append: { host: 'far', argv } };
    const inventory = { ...file.inventory, hosts: [...file.inventory.hosts, host], commands };
    await storeTarget({ ...file, inventory, sshKey: server.credentials.privateKey }, null);
    const { code } = await declare(at, { target });
    const wanted = { incidentCode: code, procedureKey: '1.1', branch: 'main', parameters: {} };
    const { runId } = await prepareRun(at.people.engineer, wanted);
    await planRun({ runId });
    const { preflight } = await db().run.findUniqueOrThrow({ where: { id: runId } });
    const all = (preflight as unknown as { findings: { key: string; verdict: string; sentence: string }[] }).findings;
    return all.filter(({ key }) => key.startsWith('host') || key.startsWith('sudo'));
  }

  it('and exactly the command that sudo is to run has to be allowed without a password', async () => {
    writeFileSync(join(server.home, 'sudoers'), 'systemctl restart replyx\n');
    expect(await findings([sudo, '-n', 'systemctl', 'restart', 'replyx'])).toMatchObject([
      { key: 'host-far', verdict: 'ok' },
      { key: 'sudo', verdict: 'ok' },
    ]);
    expect(await findings([sudo, '-n', 'systemctl', 'restart', 'replyx-other'])).toMatchObject([
      { key: 'host-far', verdict: 'ok' },
      { verdict: 'block', sentence: expect.stringMatching(/restart replyx-other .*password is required/) },
    ]);
  });

  it('and one whose key has changed blocks', async () => {
    expect(await findings(['true'], { hostKey: server.otherHostKey })).toMatchObject([
      { key: 'host-far', verdict: 'block', sentence: expect.stringMatching(/not the pinned ssh-ed25519 key/) },
    ]);
  });
});
