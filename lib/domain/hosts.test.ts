import { describe, expect, it } from 'vitest';
import { agreedAnswer, onEveryHost } from './host-answers';
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

describe('hosts that are asked the same', () => {
  const said = (name: string, stdout: string, over: object = {}) => ({
    host: name,
    result: { ending: 'exited', exitCode: 0 as number | null, stdout, stderr: '', ...over },
  });

  it('answer as one where they agree', () => {
    expect(agreedAnswer([said('a', 'x\n'), said('b', 'x')])).toMatchObject({ exitCode: 0, stdout: 'x\n' });
  });

  it('have no answer where they differ, or one of them fails', () => {
    const error = 'The hosts answer differently: a “x”, b “y”.';
    expect(agreedAnswer([said('a', 'x'), said('b', 'y')])).toMatchObject({ exitCode: null, stdout: '', error });
    const failing = agreedAnswer([said('a', 'x'), said('b', '', { exitCode: 3, stderr: 'one\nno disk' })]);
    expect(failing).toMatchObject({ exitCode: 3, stderr: 'b: no disk' });
  });

  it('pass a check only where it holds on every one of them', () => {
    const seen = (name: string, isOk: boolean, saw: string) => ({ host: name, seen: { isOk, saw } });
    expect(onEveryHost([seen('a', true, 'up'), seen('b', true, 'up')])).toMatchObject({
      isOk: true,
      saw: 'up, on a, b',
    });
    expect(onEveryHost([seen('a', true, 'up'), seen('b', false, 'down')])).toMatchObject({
      isOk: false,
      saw: 'b: down',
    });
  });
});
