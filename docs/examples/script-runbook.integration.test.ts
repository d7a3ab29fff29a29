import { cp, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Plan, StepOutcome } from '@/lib/contracts/plan';
import { loadRunbook } from '@/lib/server/runbooks/load-runbook';
import { setCurrentRunbook, storeRunbook } from '@/lib/server/runbooks/store-runbook';
import { registerTestTarget, startedRun, workOff } from '@/lib/server/testing/rollback';
import { openTestConsole, type TestConsole } from '@/lib/server/testing/test-console';

const EXAMPLE = new URL('script-runbook', import.meta.url).pathname;
const SQL = new URL('../../sql', import.meta.url).pathname;
let at: TestConsole;
let srv: string;

beforeAll(async () => {
  at = await openTestConsole();
  srv = join(at.folder, 'srv', 'replyx');
  for (const release of ['one', 'two']) await mkdir(join(srv, 'releases', release), { recursive: true });
  // The example as it stands, but for the folder, which a test may not have.
  const folder = join(at.folder, 'runbook');
  await cp(EXAMPLE, folder, { recursive: true });
  const file = join(folder, 'procedures', '1.1-release-link.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('/srv/replyx', srv));
  const { content, hash } = await loadRunbook(folder, SQL);
  await storeRunbook(content, hash);
  await setCurrentRunbook(hash);
});
afterAll(() => at?.close());

async function start(release: string) {
  const commands = {
    releases: { host: 'here', argv: ['ls', join(srv, 'releases')] },
    'current-release': { host: 'here', argv: ['readlink', join(srv, 'current')] },
  };
  const target = await registerTestTarget(at, { commands, places: { releases: { host: 'here' } } });
  const run = await startedRun(at, { target, parameters: { release }, mode: 'to_decision' });
  return { run, after: await workOff(run) };
}
const outcomeOf = async (run: Awaited<ReturnType<typeof start>>['run'], key: string) =>
  (await run.step(key)).outcome as unknown as StepOutcome;

it('is right as it stands', async () => {
  const { content } = await loadRunbook(EXAMPLE, SQL);
  expect(content.procedures[0]?.steps[0]?.step).toMatchObject({ kind: 'script', folders: ['/srv/replyx'] });
});

it('moves the link to the release that was chosen, and sees that it did', async () => {
  await symlink(join(srv, 'releases', 'two'), join(srv, 'current'));
  const { run, after } = await start('one');
  expect(after.state, JSON.stringify(await outcomeOf(run, 'move-link'))).toBe('succeeded');
  expect(await readlink(join(srv, 'current'))).toBe(join(srv, 'releases', 'one'));
  const [step] = (after.plan as unknown as Plan).steps;
  expect(step?.display).toMatch(/^RELEASE=one \\\nbash -euo pipefail <<'END'\nrelease=/);
  expect(step?.highlights).toEqual(['one']);
});

it('ends with its own words where there is no such release, and leaves the link alone', async () => {
  const { run, after } = await start('three');
  expect(after.state).toBe('waiting');
  expect((await outcomeOf(run, 'move-link')).summary).toContain('there is no release three');
  expect(await readlink(join(srv, 'current'))).toBe(join(srv, 'releases', 'one'));
});
