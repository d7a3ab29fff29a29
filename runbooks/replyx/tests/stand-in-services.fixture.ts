import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { storeTarget } from '@/lib/server/targets/register-target';
import type { ShippedConsole } from '@/lib/server/testing/shipped';
import { runBinding } from '@/sandbox/testing/service';

/**
 * Stops the sandbox's services for real, and puts quick ones in their place, for what is about the database alone: files
 * that say what runs, and a server that answers while they say so. To be closed: then the real ones run again.
 */
export async function useStandIns(at: ShippedConsole) {
  const { inventory } = at.target;
  const folder = join(at.folder, 'stand-ins');
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  for (const status of ['online', 'stopped'])
    writeFileSync(
      file(`pm2.${status}`),
      JSON.stringify([{ name: 'replyx-backend', pm_id: 0, pid: 1, pm2_env: { status } }]),
    );
  for (const state of ['active', 'inactive']) writeFileSync(file(`nginx.${state}`), `${state}\n`);
  const set = (what: string, state: string) => ({ host: 'app-1', argv: ['cp', file(`${what}.${state}`), file(what)] });
  const say = (what: string) => ({ host: 'app-1', argv: ['cat', file(what)] });
  copyFileSync(file('pm2.online'), file('pm2'));
  copyFileSync(file('nginx.active'), file('nginx'));

  const isUp = () =>
    readFileSync(file('pm2'), 'utf8').includes('online') && readFileSync(file('nginx'), 'utf8') === 'active\n';
  const server = createServer((_request, response) => {
    response.writeHead(isUp() ? 200 : 502, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: isUp() ? 'ok' : 'error' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  await runBinding(inventory.commands['services-stop']);
  const commands = {
    ...inventory.commands,
    'services-stop': set('pm2', 'stopped'),
    'services-start': set('pm2', 'online'),
    'services-status': say('pm2'),
    'nginx-stop': set('nginx', 'inactive'),
    'nginx-start': set('nginx', 'active'),
    'nginx-state': say('nginx'),
  };
  const endpoints = inventory.endpoints.map((endpoint) => ({ ...endpoint, url, expectJson: { status: 'ok' } }));
  /** Registers the target with these commands in place of its own. */
  const bind = async (others: typeof inventory.commands) => {
    const bound = { ...inventory, commands: { ...commands, ...others }, endpoints };
    await storeTarget({ ...at.target, inventory: bound }, null);
  };
  await bind({});
  return {
    isUp,
    bind,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await storeTarget(at.target, null);
      await runBinding(inventory.commands['services-start']);
    },
  };
}
