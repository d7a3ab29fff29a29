import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StepOutcome } from '@/lib/contracts/plan';
import { targetFileSchema } from '@/lib/contracts/target';
import { storeTarget } from '../targets/register-target';
import { noSshd, sshdPath, startSshServer, type TestSshServer } from '../targets/ssh-server.fixture';
import { registerTestTarget, startedRun, targetFile, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';

if (!sshdPath) console.warn(noSshd);

// Stands in for systemd, which runs on no test machine: a unit is a line with its process, and the moments when it began.
const SYSTEMCTL = `#!/bin/sh
read -r pid began <"$HOME/unit"
case "$1" in
  restart)
    [ "$2" = replyx-backend.service ] || { echo "Unit $2 not found." >&2; exit 5; }
    [ -e "$HOME/stuck" ] || echo "$((pid + 1)) $((began + 1000000))" >"$HOME/unit" ;;
  show)
    state=active sub=running
    [ -e "$HOME/crashing" ] && state=activating sub=auto-restart
    printf '%s\\n' Id=replyx-backend.service MainPID=$pid ActiveState=$state SubState=$sub NRestarts=0 \\
      ExecMainStartTimestampMonotonic=$began ;;
esac`;
const SUDO = '#!/bin/sh\n[ "$1" = -n ] || exit 1\nshift\n[ "$1" = -l ] && exit 0\nexec "$@"\n';

describe.skipIf(!sshdPath)('a unit of systemd, restarted through the set of commands for it', () => {
  let at: TestConsole;
  let server: TestSshServer;
  beforeAll(async () => {
    at = await openTestConsole();
    server = await startSshServer();
    mkdirSync(join(server.home, 'bin'));
    for (const [name, text] of Object.entries({ systemctl: SYSTEMCTL, sudo: SUDO })) {
      writeFileSync(join(server.home, 'bin', name), text);
      chmodSync(join(server.home, 'bin', name), 0o755);
    }
  });
  afterAll(async () => {
    await at?.close();
    await server?.stop();
  });
  beforeEach(() => {
    writeFileSync(join(server.home, 'unit'), '100 5000000\n');
    for (const name of ['stuck', 'crashing']) rmSync(join(server.home, name), { force: true });
  });

  async function restart() {
    const target = await registerTestTarget(at);
    const base = targetFile(at, target);
    const file = targetFileSchema.parse({
      ...base,
      inventory: { ...base.inventory, hosts: [...base.inventory.hosts, { ...server.host, roles: ['app'] }] },
      sshKey: server.credentials.privateKey,
      bindings: [
        {
          set: 'systemd',
          host: 'app',
          names: { unit: 'replyx-backend.service' },
          as: { restart: 'unit-restart', status: 'unit-status' },
        },
      ],
    });
    await storeTarget(file, null);
    const run = await startedRun(at, { target, procedure: '1.15' });
    await workOff(run);
    const step = await run.step('restart');
    return { state: step.state, outcome: step.outcome as unknown as StepOutcome };
  }

  it('is done when another process of it runs', async () => {
    const { state, outcome } = await restart();
    expect(state).toBe('succeeded');
    expect(outcome.checks).toMatchObject([{ isOk: true, saw: 'online, process 101' }]);
  });

  it.each([
    ['systemctl ends well and the process from before is still there', 'stuck', /running since before/],
    ['systemctl ends well and the unit starts over and over', 'crashing', /activating \(auto-restart\)/],
  ])('has failed where %s', async (_, file, words) => {
    writeFileSync(join(server.home, file), '');
    const { state, outcome } = await restart();
    expect(state).toBe('failed');
    expect(outcome.exitCode).toBe(0);
    expect(outcome.summary).toMatch(words);
  });
});
