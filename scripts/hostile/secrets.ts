import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, WHO } from './people';
import { value } from './rollback';
import { hostileTarget } from './targets';
import type { World } from './world';

/** What must be found nowhere, by what it is. */
export type Secrets = Readonly<Record<string, string>>;

const canary = (what: string) => `canary-${what}-${randomBytes(9).toString('hex')}`;
const known = new WeakMap<World, Promise<Secrets>>();

/** Every secret of the running product, those of its people's browsers, and ours: typed, registered and refused. Once a product. */
export function secretsOf(world: World): Promise<Secrets> {
  const secrets = known.get(world) ?? plant(world);
  known.set(world, secrets);
  return secrets;
}

async function plant(world: World): Promise<Secrets> {
  const planted = {
    'the password of a database': canary('database'),
    'an SSH key': canary('ssh'),
    'a wrong password': canary('typed'),
    'a password in a file that is none': canary('broken'),
  };
  const address = new URL(world.sandbox.databaseUrl);
  address.password = planted['the password of a database'];
  const sshKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${planted['an SSH key']}\n-----END OPENSSH PRIVATE KEY-----\n`;
  const file = {
    ...hostileTarget(world.sandbox, world.folder, 'hostile-canaries', {}),
    databaseUrl: address.href,
    sshKey,
  };
  await world.rollback.register(file);
  await world.rollback.planOn('hostile-canaries');
  const broken = `{"databaseUrl":"postgresql://a:${planted['a password in a file that is none']}@db/x",`;
  await world.act('admin', 'registerTarget', { json: broken });
  // Typed into either field, as people do who are in a hurry.
  await new Browser(world.address).signIn('engineer@demo.example', planted['a wrong password']);
  await new Browser(world.address).signIn(planted['a wrong password'], planted['a wrong password']);
  const { token } = value(await world.act<{ token: string }>('engineer', 'makeToken', { name: 'canary', days: 1 }));
  const sessions = WHO.map((who) => [`the session of the ${who}`, world.as(who).session?.[1] ?? '']);
  return { ...secretsOfProduct(world.dataDir), ...planted, 'a token': token, ...Object.fromEntries(sessions) };
}

/** What the start has made for this installation. */
function secretsOfProduct(dataDir: string): Secrets {
  const kept: Record<string, string> = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  const ofStore = ['password', 'role-password'].map((name) => [
    `the store’s ${name}`,
    readFileSync(join(dataDir, 'store', name), 'utf8').trim(),
  ]);
  return { ...kept, ...Object.fromEntries(ofStore) };
}

/** Each form that a secret may take on its way. */
const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  JSON.stringify(secret).slice(1, -1),
];

/** Which of them are in a text. */
export function secretsIn(text: string, secrets: Secrets): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => secret.length >= 8 && formsOf(secret).some((form) => text.includes(form)))
    .map(([what]) => what);
}

/** The logs of every process of the product, by their files. */
export function logsOf({ dataDir }: World): [name: string, text: string][] {
  const names = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.log(\.\d+)?$/.test(name),
  );
  return names.map((name) => [name, readFileSync(join(dataDir, name), 'utf8')]);
}
