import { createCipheriv, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureSigningKey, signWithKey } from '../audit/signing-key';
import { db } from '../db';
import { env } from '../env';
import { changeChannel } from '../messages/change-channel';
import { openTarget } from '../targets/get-target';
import { registerTarget } from '../targets/register-target';
import { registerTestTarget, type TestTarget, targetFile } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { ENCRYPTED } from './encrypted-places';
import { rotateSecrets } from './rotate-secrets';
import { decryptSecret, encryptSecret, keyIdIn, keyring } from './secrets';
import { rotateSessionSecret, sessionSecret } from './session-secret';
import { findPersonOfSession, startSession } from './session-store';

let at: TestConsole;
let target: TestTarget;
let file: string;
const WEBHOOK = 'https://hooks.example.com/services/canary-webhook';

beforeAll(async () => {
  at = await openTestConsole();
  file = join(env().CONSOLE_DATA_DIR, 'secrets.json');
  await mkdir(env().CONSOLE_DATA_DIR, { recursive: true });
  await writeSecrets({ NEXTAUTH_SECRET: 'kept' });
  target = await registerTestTarget(at);
  await ensureSigningKey(null);
  await changeChannel(at.people.administrator, { key: 'slack', address: '#room', sender: '', secret: WEBHOOK });
  const ssh = {
    key: 'far',
    kind: 'ssh' as const,
    address: 'far.example',
    port: 22,
    user: 'u',
    hostKey: 'ssh-ed25519 AAAA',
  };
  const base = targetFile(at, { key: 'with-ssh', folder: target.folder });
  const inventory = { ...base.inventory, hosts: [...base.inventory.hosts, ssh] };
  const sshKey = '-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----\n';
  await registerTarget(at.people.administrator, {
    json: JSON.stringify({ ...base, inventory, sshKey, readUrl: base.databaseUrl }),
  });
});
afterAll(() => at.close());

const writeSecrets = async (more: object = {}) => {
  await writeFile(file, JSON.stringify({ CONSOLE_SECRET_KEY: env().CONSOLE_SECRET_KEY, ...more }), { mode: 0o600 });
};
const stored = async () => (await Promise.all(ENCRYPTED.map(({ read }) => read(db())))).flat();
const rotate = () => rotateSecrets(at.people.administrator, {});
const allRead = async () => {
  for (const { secret } of await stored()) expect(decryptSecret(secret)).not.toBe('');
  const { id } = await db().target.findUniqueOrThrow({ where: { key: target.key } });
  expect((await openTarget(id)).databaseUrl).toBe(at.databaseUrl);
  expect(await signWithKey(Buffer.from('x'))).not.toBe('');
};

describe('with a key of the installation’s own file', () => {
  it('every secret is under a new key, and this process goes on without a restart', async () => {
    const before = keyring().current.id;
    const { to, changed, left } = await rotate();
    expect(to).not.toBe(before);
    expect(changed).toEqual({
      'Target.databaseUrl': 2,
      'Target.readUrl': 1,
      'Target.sshKey': 1,
      'ChannelSetting.secret': 1,
      'Setting.audit-key': 1,
    });
    expect(left).toEqual([]);
    expect(new Set((await stored()).map(({ secret }) => keyIdIn(secret)))).toEqual(new Set([to]));
    await allRead();
    expect(keyIdIn(encryptSecret('new'))).toBe(to);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ NEXTAUTH_SECRET: 'kept' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('and once more: the environment’s key is two behind, and still leads to the file', async () => {
    const first = (await rotate()).to;
    const second = (await rotate()).to;
    expect(second).not.toBe(first);
    await allRead();
  });

  it('one that was interrupted after the file was written is taken to its end, with no third key', async () => {
    const before = (await rotate()).to;
    const kept = JSON.parse(await readFile(file, 'utf8'));
    const next = randomBytes(32).toString('base64');
    await writeSecrets({ ...kept, CONSOLE_SECRET_KEY: next, CONSOLE_SECRET_KEY_BEFORE: kept.CONSOLE_SECRET_KEY });
    const wanted = keyring().current.id;
    expect(wanted).not.toBe(before);
    await allRead();
    expect((await rotate()).to).toBe(wanted);
    expect(JSON.parse(await readFile(file, 'utf8')).CONSOLE_SECRET_KEY).toBe(next);
    await allRead();
  });

  it('two at once leave one key, and no row that it does not open', async () => {
    const [one, other] = await Promise.all([rotate(), rotate()]);
    expect(keyring().current.id).toBe([one.to, other.to].find((id) => id === keyring().current.id));
    await allRead();
  });

  it('one that fails in the store leaves every row as it was, and both keys in the file', async () => {
    const before = await stored();
    await at.store.query(`create function no_event() returns trigger language plpgsql as $$ begin raise 'full'; end $$;
      create trigger no_event before insert on "Event" for each row execute function no_event()`);
    await expect(rotate()).rejects.toThrow('full');
    await at.store.query('drop trigger no_event on "Event"; drop function no_event()');
    expect(await stored()).toEqual(before);
    await allRead();
    await rotate();
    await allRead();
  });

  it('says what no key opens, and leaves it alone', async () => {
    await at.store.query(`update "Target" set "sshKey" = 'v2.000000000000.AAAA.AAAA.AAAA' where key = 'with-ssh'`);
    expect((await rotate()).left).toEqual(['Target.sshKey of with-ssh']);
    const secret = encryptSecret('-----BEGIN again');
    await at.store.query(`update "Target" set "sshKey" = $1 where key = 'with-ssh'`, [secret]);
  });

  it('reads what an older release had encrypted, which named no key, and names one from then on', async () => {
    const { current } = keyring();
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', current.bytes, iv);
    const body = Buffer.concat([cipher.update(at.databaseUrl, 'utf8'), cipher.final()]);
    const old = ['v1', ...[iv, cipher.getAuthTag(), body].map((part) => part.toString('base64'))].join('.');
    await at.store.query(`update "Target" set "databaseUrl" = $1 where key = $2`, [old, target.key]);
    await allRead();
    expect((await rotate()).to).not.toBe(current.id);
    await allRead();
    expect((await stored()).every(({ secret }) => secret.startsWith('v2.'))).toBe(true);
  });
});

it('is written down with fingerprints and nothing else, and is for administrators', async () => {
  const { to } = await rotate();
  const event = await db().event.findFirstOrThrow({ where: { type: 'secrets.rotated' }, orderBy: { id: 'desc' } });
  expect(event).toMatchObject({ actorName: 'administrator', data: { to } });
  const { CONSOLE_SECRET_KEY } = JSON.parse(await readFile(file, 'utf8'));
  expect(JSON.stringify(event.data)).not.toContain(CONSOLE_SECRET_KEY);
  await expect(rotateSecrets(at.people.lead, {})).rejects.toThrow('may not do this');
});

describe('what protects sessions', () => {
  it('is made anew in the file: this process goes on with it, every session ends, and an event has fingerprints only', async () => {
    const kept = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...kept, NEXTAUTH_SECRET: env().NEXTAUTH_SECRET }), { mode: 0o600 });
    const people = [at.people.engineer, at.people.lead];
    const sessions = await Promise.all(people.map(({ id }) => startSession(id)));
    const before = sessionSecret();
    const { changed } = await rotateSessionSecret(at.people.administrator, {});
    expect(changed).toEqual({ 'sessions ended': 2 });
    expect(await Promise.all(sessions.map((id) => findPersonOfSession(id as string)))).toEqual([null, null]);
    expect(sessionSecret()).not.toBe(before);
    await rotateSessionSecret(at.people.administrator, {});
    const now = JSON.parse(await readFile(file, 'utf8'));
    expect([sessionSecret(), now.CONSOLE_SECRET_KEY]).toEqual([now.NEXTAUTH_SECRET, kept.CONSOLE_SECRET_KEY]);
    const where = { type: 'secrets.rotated' };
    const { data } = await db().event.findFirstOrThrow({ where, orderBy: { id: 'desc' } });
    for (const secret of [before, sessionSecret()]) expect(JSON.stringify(data)).not.toContain(secret);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await writeFile(file, JSON.stringify(kept), { mode: 0o600 });
  });

  it('is left alone where the environment has it, and by anybody but an administrator', async () => {
    await expect(rotateSessionSecret(at.people.administrator, {})).rejects.toThrow('is in the environment');
    await expect(rotateSessionSecret(at.people.lead, {})).rejects.toThrow('may not do this');
  });
});

it('a key that only the environment has is not changed behind the environment’s back', async () => {
  const { current } = keyring();
  const kept = await readFile(file, 'utf8');
  // Everything under the environment's own key first, as an installation has it that never had a file.
  await writeFile(file, JSON.stringify({ NEXTAUTH_SECRET: 'x' }));
  Object.assign(env(), { CONSOLE_SECRET_KEY_BEFORE: current.bytes.toString('base64') });
  await rotate();
  await allRead();
  await expect(rotate()).rejects.toThrow('The key is in the environment');
  await allRead();
  await writeFile(file, kept);
});

it('no other place in the store has anything encrypted: one that is not listed would be lost', async () => {
  const { rows } = await at.store.query<{ table: string; name: string; found: string }>(
    `select c.table_name as table, c.column_name as name, (xpath('/row/n/text()', query_to_xml(format(
       'select count(*) as n from %I where %I::text ~ ''v[12]\\.[A-Za-z0-9+/=]+\\.[A-Za-z0-9+/=]+\\.''', c.table_name, c.column_name),
       false, true, '')))[1]::text as found
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE'`,
  );
  const found = rows.filter((row) => Number(row.found) > 0).map(({ table, name }) => `${table}.${name}`);
  expect(found.sort()).toEqual([
    'ChannelSetting.secret',
    'Setting.value',
    'Target.databaseUrl',
    'Target.readUrl',
    'Target.sshKey',
  ]);
  expect(ENCRYPTED.map(({ name }) => name)).toEqual(expect.arrayContaining(['Target.sshKey', 'ChannelSetting.secret']));
});

it('a file that others may read is refused at the start, by name and with the way out', async () => {
  const { readSecrets } = await import('../../../scripts/start/secrets');
  await chmod(file, 0o644);
  expect(() => readSecrets(env().CONSOLE_DATA_DIR)).toThrow(/mode 644.*chmod 600/);
  await chmod(file, 0o600);
  expect(readSecrets(env().CONSOLE_DATA_DIR)).toMatchObject({ CONSOLE_SECRET_KEY: expect.any(String) });
});
