import { rotateSecrets, rotateSecretsSchema } from '@/lib/server/auth/rotate-secrets';
import { rotateSessionSecret, rotateSessionSecretSchema } from '@/lib/server/auth/session-secret';
import { type Answer, type Command, command } from '../command';
import type { Terminal } from '../terminal';

const rotate = command<{ sessions?: boolean }>({
  name: 'rotate',
  about: 'For administrators: encrypts every stored secret with a new key',
  details:
    'A key in secrets.json is made anew by itself, and web and worker go on without a restart. One in CONSOLE_SECRET_KEY is ' +
    'changed by you: start everything with the new one, and with the old one in CONSOLE_SECRET_KEY_BEFORE, then run this.',
  options: (parser) =>
    parser.option('--sessions', 'makes what protects sessions anew instead: everybody is signed out of their browsers'),
  examples: [
    ['npx rollback secrets rotate', 'again at any time, also after it was interrupted'],
    ['npx rollback secrets rotate --sessions', 'where somebody may have read secrets.json'],
  ],
  run: async (at, _, { sessions }) => {
    if (sessions) return rotateSessions(at);
    const value = await at.act(rotateSecretsSchema, {}, rotateSecrets);
    const count = Object.values(value.changed).reduce((sum, one) => sum + one, 0);
    return {
      value,
      print: (screen) => {
        screen.line(['green', `${count} secrets are encrypted with the key ${value.to} now.`]);
        for (const what of value.left)
          screen.line(['red', `${what} is under a key that is not here, and stayed as it was: enter it again.`]);
      },
      exit: value.left.length > 0 ? 'unwell' : 'ok',
    };
  },
});

async function rotateSessions(at: Terminal): Promise<Answer> {
  const value = await at.act(rotateSessionSecretSchema, {}, rotateSessionSecret);
  const count = value.changed['sessions ended'] ?? 0;
  const words = `${count} sessions are ended: everybody signs in again in their browser. Terminals go on.`;
  return { value, print: (screen) => screen.line(['green', words]) };
}

export const secrets: Command = {
  name: 'secrets',
  about: 'The key that stored secrets are encrypted with',
  examples: rotate.examples,
  children: [rotate],
};
