import { rotateSecrets, rotateSecretsSchema } from '@/lib/server/auth/rotate-secrets';
import { type Command, command } from '../command';

const rotate = command({
  name: 'rotate',
  about: 'For administrators: encrypts every stored secret with a new key',
  details:
    'A key in secrets.json is made anew by itself, and web and worker go on without a restart. One in CONSOLE_SECRET_KEY is ' +
    'changed by you: start everything with the new one, and with the old one in CONSOLE_SECRET_KEY_BEFORE, then run this.',
  examples: [['npx rollback secrets rotate', 'again at any time, also after it was interrupted']],
  run: async (at) => {
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

export const secrets: Command = {
  name: 'secrets',
  about: 'The key that stored secrets are encrypted with',
  examples: rotate.examples,
  children: [rotate],
};
