import { z } from 'zod';

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

/**
 * The name servers that an administrator wrote, with commas: an address each, with a port where it is not 53
 * (`10.0.0.53`, `10.0.0.53:5353`, `[fd00::53]:5353`). Null where one of them is no address: a name would have to be asked for
 * before any name can be.
 */
export function readNameServers(text: string): string[] | null {
  const servers = text
    .split(',')
    .map((server) => server.trim())
    .filter(Boolean);
  return servers.every(isNameServer) ? servers : null;
}

function isNameServer(server: string): boolean {
  if (ipv6.safeParse(server).success) return true;
  const [, six, four, port = '53'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(server) ?? [];
  const isAddress = six === undefined ? ipv4.safeParse(four).success : ipv6.safeParse(six).success;
  return isAddress && Number(port) >= 1 && Number(port) <= 65_535;
}
