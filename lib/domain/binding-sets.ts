import type { BindingSet, BoundSet } from '@/lib/contracts/binding-set';
import type { Inventory } from '@/lib/contracts/target';

type Expanded = Pick<Inventory, 'commands' | 'tools'>;
type Complaint = { path: (string | number)[]; message: string };

const NAME = /^<([a-z][a-z0-9-]*)>$/;
// Since the boot and not the date: what an older systemd prints of that has the host's language and zone.
const SHOWN = '--property=Id,MainPID,ActiveState,SubState,NRestarts,ExecMainStartTimestampMonotonic';

/** The sets that come with the console. `status` is what the checks process-restarted and processes read. */
export const BINDING_SETS: Record<string, BindingSet> = {
  systemd: {
    names: { unit: 'the unit as systemctl knows it, such as replyx-backend.service' },
    commands: {
      start: { argv: ['sudo', '-n', 'systemctl', 'start', '<unit>'], needs: 'systemd' },
      stop: { argv: ['sudo', '-n', 'systemctl', 'stop', '<unit>'], needs: 'systemd' },
      restart: { argv: ['sudo', '-n', 'systemctl', 'restart', '<unit>'], needs: 'systemd' },
      reload: { argv: ['sudo', '-n', 'systemctl', 'reload', '<unit>'], needs: 'systemd' },
      status: { argv: ['systemctl', 'show', SHOWN, '<unit>'], needs: 'systemd' },
      state: { argv: ['systemctl', 'show', '--property=ActiveState', '--value', '<unit>'], needs: 'systemd' },
    },
    tools: {
      systemd: {
        title: 'systemd',
        check: ['systemctl', '--version'],
        install: 'The host has another service manager: bind its commands instead.',
      },
    },
  },
  pm2: {
    names: { process: 'the process as pm2 lists it, such as replyx-backend' },
    commands: {
      start: { argv: ['pm2', 'start', '<process>'], needs: 'pm2' },
      stop: { argv: ['pm2', 'stop', '<process>'], needs: 'pm2' },
      restart: { argv: ['pm2', 'restart', '<process>', '--update-env'], needs: 'pm2' },
      reload: { argv: ['pm2', 'reload', '<process>', '--update-env'], needs: 'pm2' },
      status: { argv: ['pm2', 'jlist'], needs: 'pm2' },
    },
    tools: {
      pm2: { title: 'pm2', check: ['pm2', '--version'], install: 'Install it with npm install --global pm2.' },
    },
  },
  nginx: {
    names: { unit: 'its unit, mostly nginx.service' },
    commands: {
      test: { argv: ['sudo', '-n', 'nginx', '-t'], needs: 'nginx' },
      start: { argv: ['sudo', '-n', 'systemctl', 'start', '<unit>'], needs: 'nginx' },
      stop: { argv: ['sudo', '-n', 'systemctl', 'stop', '<unit>'], needs: 'nginx' },
      restart: { argv: ['sudo', '-n', 'systemctl', 'restart', '<unit>'], needs: 'nginx' },
      reload: { argv: ['sudo', '-n', 'systemctl', 'reload', '<unit>'], needs: 'nginx' },
      status: { argv: ['systemctl', 'show', SHOWN, '<unit>'], needs: 'nginx' },
      state: { argv: ['systemctl', 'show', '--property=ActiveState', '--value', '<unit>'], needs: 'nginx' },
    },
    tools: {
      nginx: { title: 'nginx', check: ['nginx', '-v'], install: 'Install it with the package manager of the host.' },
    },
  },
};

/**
 * Writes the sets that a target's file uses out into commands of its inventory: what is approved and hashed are these,
 * and not a set that another release may have otherwise. What stands in the inventory already is never replaced.
 */
export function expandBindings(
  inventory: Expanded,
  bindings: readonly BoundSet[],
  own: Record<string, BindingSet>,
): Expanded & { complaints: Complaint[] } {
  const sets = { ...BINDING_SETS, ...own };
  const commands = { ...inventory.commands };
  const tools = { ...inventory.tools };
  const complaints: Complaint[] = [];
  for (const [index, bound] of bindings.entries()) {
    const complain = (path: (string | number)[], message: string) =>
      complaints.push({ path: ['bindings', index, ...path], message });
    const set = Object.hasOwn(sets, bound.set) ? sets[bound.set] : undefined;
    if (!set) {
      complain(['set'], `there is no set ${bound.set}; there are ${Object.keys(sets).join(', ')}`);
      continue;
    }
    for (const name of Object.keys(bound.names))
      if (!Object.hasOwn(set.names, name)) complain(['names', name], `the set ${bound.set} has no name ${name}`);
    for (const [key, as] of Object.entries(bound.as)) {
      const command = Object.hasOwn(set.commands, key) ? set.commands[key] : undefined;
      if (!command) complain(['as', key], `the set ${bound.set} has no command ${key}`);
      else if (Object.hasOwn(commands, as)) complain(['as', key], `there is a command ${as} already`);
      else {
        const { argv, lacking } = fillNames(command.argv, bound.names);
        for (const name of lacking) complain(['names', name], `say it: ${set.names[name] ?? 'the set needs it'}`);
        const needs = addTool(tools, set, command.needs, bound.host);
        const { host, cwd, env } = bound;
        commands[as] = { host, argv, ...(cwd && { cwd }), ...(env && { env }), ...(needs && { needs }) };
      }
    }
  }
  return { commands, tools, complaints };
}

function fillNames(argv: readonly string[], names: Record<string, string>): { argv: string[]; lacking: string[] } {
  const named = argv.map((argument) => NAME.exec(argument)?.[1]);
  const lacking = named.filter((name) => name !== undefined && !Object.hasOwn(names, name)) as string[];
  return { argv: argv.map((argument, index) => names[named[index] ?? ''] ?? argument), lacking };
}

/** The key of the tool that the command needs there. Its plain name is what runbooks know; a second host has its own. */
function addTool(
  tools: Expanded['tools'],
  set: BindingSet,
  needs: string | undefined,
  host: string,
): string | undefined {
  const tool = needs === undefined ? undefined : set.tools[needs];
  if (needs === undefined || !tool) return needs;
  const key = Object.hasOwn(tools, needs) && tools[needs]?.host !== host ? `${needs}-${host}` : needs;
  if (!Object.hasOwn(tools, key)) tools[key] = { ...tool, host };
  return key;
}
