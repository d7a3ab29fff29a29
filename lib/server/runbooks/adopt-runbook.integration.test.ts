import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { adoptRunbook, getRefusedRunbook } from './adopt-runbook';
import { getCurrentRunbook } from './store-runbook';

let at: TestConsole;
let folder: string;
let file: string;
beforeAll(async () => {
  at = await openTestConsole();
  folder = join(at.folder, 'replyx');
  cpSync('runbooks/replyx', folder, { recursive: true });
  file = join(folder, 'runbook.yaml');
});
afterAll(() => at?.close());

describe('a runbook file with a wrong key', () => {
  it('is refused with its place, and takes nothing from the version in force', async () => {
    expect(await adoptRunbook(folder, 'sql')).toBeNull();
    const before = await getCurrentRunbook();
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, `${whole}\ncolour: red\n`);

    const refused = await adoptRunbook(folder, 'sql');
    const line = whole.split('\n').length + 1;
    expect(refused?.problems).toMatch(new RegExp(`runbook\\.yaml:${line}.*colour`));
    expect(await getRefusedRunbook(at.people.manager)).toEqual(refused);
    expect((await getCurrentRunbook()).hash).toBe(before.hash);

    writeFileSync(file, whole);
    expect(await adoptRunbook(folder, 'sql')).toBeNull();
    expect(await getRefusedRunbook(at.people.manager)).toBeNull();
  });

  it('stops a first start, which has nothing to fall back on', async () => {
    await at.store.query(`DELETE FROM "Setting" WHERE key = 'current-runbook'`);
    writeFileSync(file, 'colour: red\n');
    await expect(adoptRunbook(folder, 'sql')).rejects.toThrow(/runbook\.yaml/);
  });
});
