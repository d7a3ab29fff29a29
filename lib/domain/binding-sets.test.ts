import { describe, expect, it } from 'vitest';
import { BINDING_SETS, expandBindings } from './binding-sets';
import { sudoComplaints } from './sudo';

const nothing = { commands: {}, tools: {} };
const bound = (over: object = {}) => ({
  set: 'systemd',
  host: 'app',
  names: { unit: 'replyx-backend.service' },
  as: { restart: 'backend-reload', status: 'backend-status' },
  ...over,
});

describe('a set of commands', () => {
  it('is written out under the names that the runbook knows, each argument exact', () => {
    const { commands, tools, complaints } = expandBindings(nothing, [bound()], {});
    expect(complaints).toEqual([]);
    expect(commands['backend-reload']).toEqual({
      host: 'app',
      argv: ['sudo', '-n', 'systemctl', 'restart', 'replyx-backend.service'],
      needs: 'systemd',
    });
    expect(commands['backend-status']?.argv.slice(0, 2)).toEqual(['systemctl', 'show']);
    expect(Object.keys(commands)).toEqual(['backend-reload', 'backend-status']);
    expect(tools.systemd).toMatchObject({ host: 'app', check: ['systemctl', '--version'] });
  });

  it('has its tool looked for on each host that it is used on', () => {
    const second = bound({ host: 'database', as: { restart: 'postgres-restart' } });
    const { commands, tools } = expandBindings(nothing, [bound(), second], {});
    expect(tools).toMatchObject({ systemd: { host: 'app' }, 'systemd-database': { host: 'database' } });
    expect(commands['postgres-restart']?.needs).toBe('systemd-database');
  });

  it('may be an organisation’s own', () => {
    const own = {
      names: { program: 'its name' },
      commands: { restart: { argv: ['supervisorctl', 'restart', '<program>'] } },
      tools: {},
    };
    const use = bound({ set: 'supervisor', names: { program: 'web' }, as: { restart: 'backend-reload' } });
    const { commands } = expandBindings(nothing, [use], { supervisor: own });
    expect(commands['backend-reload']).toEqual({ host: 'app', argv: ['supervisorctl', 'restart', 'web'] });
  });

  it.each([
    ['a set that there is not', { set: 'upstart' }, 'bindings.0.set'],
    ['a command that the set has not', { as: { explode: 'x' } }, 'bindings.0.as.explode'],
    ['a name that the set has not', { names: { unit: 'a', other: 'b' } }, 'bindings.0.names.other'],
    ['a name that is not said', { names: {} }, 'bindings.0.names.unit'],
  ])('is complained about with %s', (_, over, path) => {
    const { complaints } = expandBindings(nothing, [bound(over)], {});
    expect(complaints.map((one) => one.path.join('.'))).toContain(path);
  });

  it('never replaces what the inventory says itself', () => {
    const own = { commands: { 'backend-reload': { host: 'app', argv: ['own'] } }, tools: {} };
    const { commands, complaints } = expandBindings(own, [bound()], {});
    expect(commands['backend-reload']?.argv).toEqual(['own']);
    expect(complaints).toHaveLength(1);
  });

  it.each(Object.entries(BINDING_SETS))('%s waits for no password, and names all that it is filled with', (_, set) => {
    expect(sudoComplaints(set.commands)).toEqual([]);
    const used = Object.values(set.commands).flatMap(({ argv }) =>
      argv.flatMap((one) => /^<(.*)>$/.exec(one)?.[1] ?? []),
    );
    expect([...new Set(used)]).toEqual(Object.keys(set.names));
    const needed = Object.values(set.commands).flatMap(({ needs }) => needs ?? []);
    expect([...new Set(needed)]).toEqual(Object.keys(set.tools));
  });
});
