import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rotateSecrets } from '../auth/rotate-secrets';
import { listTokens, makeToken, revokeToken } from '../auth/tokens';
import { env } from '../env';
import { changeChannel, disconnectChannel, testChannel } from '../messages/change-channel';
import { changeContact } from '../messages/change-contact';
import { changePerson, createPerson } from '../people/manage-people';
import type { TestConsole } from '../testing/test-console';
import { exportAudit } from './export-audit';
import { ensureSigningKey } from './signing-key';

const CONTACT = { key: 'on-call', name: 'On call', notifiedFor: 'everything', email: '', phone: '' };
const CHANNEL = { key: 'slack', address: '#room', sender: '', secret: 'http://127.0.0.1:1/hook' };

type Deed = () => Promise<unknown>;

/** What is done to the console itself: what each deed needs, made while the log works, and the deed. */
export const consoleDeeds = (console: () => TestConsole): Record<string, () => Promise<Deed>> => ({
  'add a person': async () => () =>
    createPerson(console().people.administrator, {
      name: 'New',
      email: 'new@console.example',
      password: 'long enough for it',
      role: 'engineer',
    }),
  'change a person': async () => () =>
    changePerson(console().people.administrator, { personId: console().people.manager.id, isActive: false }),
  'make a token': async () => () =>
    makeToken(console().people.engineer, { name: 'laptop', days: 30, use: 'everything' }),
  'revoke a token': async () => {
    await makeToken(console().people.lead, { name: 'laptop', days: 30, use: 'everything' });
    const [made] = (await listTokens(console().people.lead)).tokens;
    return () => revokeToken(console().people.lead, { tokenId: made?.id as string });
  },
  'change a contact': async () => () =>
    changeContact(console().people.administrator, { ...CONTACT, email: 'another@example.com' }),
  'connect a channel': async () => () => changeChannel(console().people.administrator, CHANNEL),
  'try a channel': async () => {
    await changeChannel(console().people.administrator, CHANNEL);
    return () => testChannel(console().people.administrator, { key: 'slack' });
  },
  'disconnect a channel': async () => () => disconnectChannel(console().people.administrator, { key: 'slack' }),
  'make the key of exports': async () => () => ensureSigningKey(null),
  'take the log along': async () => {
    await ensureSigningKey(null);
    return () => exportAudit(console().people.lead, { chain: '' });
  },
  'change the key of secrets': async () => {
    await mkdir(env().CONSOLE_DATA_DIR, { recursive: true });
    await writeFile(
      join(env().CONSOLE_DATA_DIR, 'secrets.json'),
      JSON.stringify({ CONSOLE_SECRET_KEY: env().CONSOLE_SECRET_KEY }),
      { mode: 0o600 },
    );
    return () => rotateSecrets(console().people.administrator, {});
  },
});
