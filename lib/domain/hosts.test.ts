import { describe, expect, it } from 'vitest';
import { hostComplaints, hostsNamed } from './hosts';
import { inventory } from './testing/fixtures';

const host = (key: string, ...roles: string[]) => ({ key, kind: 'local' as const, ...(roles.length > 0 && { roles }) });

describe('a name in an inventory', () => {
  const hosts = [host('app-1', 'app'), host('app-2', 'app', 'night-shift'), host('db-1', 'database')];
  it.each([
    ['app-1', ['app-1']],
    ['app', ['app-1', 'app-2']],
    ['night-shift', ['app-2']],
    ['cache', []],
  ])('%s stands for %j', (name, keys) => {
    expect(hostsNamed(hosts, name).map(({ key }) => key)).toEqual(keys);
  });

  it('is complained about where it could mean two things, or nothing', () => {
    const { commands, tools } = inventory();
    const said = hostComplaints({ hosts: [host('app', 'db'), host('db'), host('db')], commands, tools });
    expect(said.map(({ message }) => message)).toEqual([
      'another host is called db',
      'db is a host; a role needs a name of its own',
    ]);
    const none = hostComplaints({ hosts: [host('other')], commands, tools });
    expect(none.map(({ path }) => path.join('.'))).toEqual([
      'commands.git-checkout.host',
      'commands.nginx-restart.host',
      'tools.nginx.host',
    ]);
    expect(hostComplaints(inventory())).toEqual([]);
  });
});
