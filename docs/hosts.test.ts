import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { targetFileSchema } from '@/lib/contracts/target';
import { BINDING_SETS } from '@/lib/domain/binding-sets';

const text = readFileSync(new URL('hosts.md', import.meta.url), 'utf8');
const whole = JSON.parse(readFileSync(new URL('examples/target.json', import.meta.url), 'utf8'));

it('shows a file that can be registered, and what becomes of it', () => {
  const example = /begin example -->\s+```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const { hosts, bindings, sets } = JSON.parse(example);
  const inventory = { ...whole.inventory, hosts, commands: {}, tools: {} };
  const file = targetFileSchema.parse({
    ...whole,
    sshKey: '-----BEGIN OPENSSH PRIVATE KEY-----',
    inventory,
    bindings,
    sets,
  });
  expect(file.inventory.commands).toMatchObject({
    'backend-reload': { host: 'app', argv: ['sudo', '-n', 'systemctl', 'restart', 'replyx-backend.service'] },
    'worker-restart': { host: 'app', argv: ['supervisorctl', 'restart', 'replyx-worker'] },
  });
});

it.each(Object.entries(BINDING_SETS))('lists the names and commands of the set %s', (name, { names, commands }) => {
  const code = (keys: string[]) => keys.map((key) => `\`${key}\``).join(', ');
  expect(text).toContain(`| \`${name}\` | ${code(Object.keys(names))} | ${code(Object.keys(commands))} |`);
});
