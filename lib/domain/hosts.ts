import type { Host, Inventory } from '@/lib/contracts/target';

/** In which order the hosts of a role are taken. Rolling stops at the first that fails; the later ones are left alone. */
export type HostOrder = 'rolling' | 'together';

/** The hosts that a name stands for: a host's key is that host, anything else a role. None: it is neither. */
export function hostsNamed<T extends Pick<Host, 'key' | 'roles'>>(hosts: readonly T[], name: string): T[] {
  const own = hosts.find((host) => host.key === name);
  return own ? [own] : hosts.filter((host) => host.roles?.includes(name));
}

/** Where a step's command runs, in the words that people approve. */
export function placeWords(hosts: readonly string[], order: HostOrder): string {
  if (hosts.length === 1) return hosts[0] as string;
  const how = order === 'rolling' ? 'one after the other, stopping at the first failure' : 'all at once';
  return `${hosts.join(', ')} (${how})`;
}

/** What is wrong with an inventory's hosts and with the names that its bindings and tools use for them. */
export function hostComplaints({
  hosts,
  commands,
  tools,
  places = {},
}: Pick<Inventory, 'hosts' | 'commands' | 'tools' | 'places'>): { path: (string | number)[]; message: string }[] {
  const keys = hosts.map((host) => host.key);
  const twice = hosts.flatMap(({ key }, index) =>
    keys.indexOf(key) < index ? [{ path: ['hosts', index, 'key'], message: `another host is called ${key}` }] : [],
  );
  const asHost = hosts.flatMap(({ roles = [] }, index) =>
    roles.flatMap((role, at) =>
      keys.includes(role)
        ? [{ path: ['hosts', index, 'roles', at], message: `${role} is a host; a role needs a name of its own` }]
        : [],
    ),
  );
  const named = [
    ...Object.entries(commands).map(([key, { host }]) => ({ path: ['commands', key, 'host'], host })),
    ...Object.entries(places).map(([key, { host }]) => ({ path: ['places', key, 'host'], host })),
    ...Object.entries(tools).map(([key, { host }]) => ({ path: ['tools', key, 'host'], host })),
  ];
  const unknown = named.flatMap(({ path, host }) =>
    hostsNamed(hosts, host).length === 0 ? [{ path, message: `there is no host and no role ${host}` }] : [],
  );
  return [...twice, ...asHost, ...unknown];
}
