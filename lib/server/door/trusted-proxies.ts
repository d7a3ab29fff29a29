import { BlockList, isIP } from 'node:net';

/**
 * Whose word about a request's sender counts: a proxy on this machine, and those that are named (addresses or ranges such
 * as 10.0.0.0/24). Throws for what is neither, so that a typing mistake stops the start.
 */
export function trustedProxies(named: string): (address: string | undefined) => boolean {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  for (const one of named.split(',').map((word) => word.trim())) if (one) add(list, one);
  return (address) => {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/** IPv4 as it comes over an IPv6 socket, in its own notation. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
}

function add(list: BlockList, one: string): void {
  const [address, bits, more] = one.split('/');
  const family = isIP(address ?? '');
  const width = family === 6 ? 128 : 32;
  if (!family || more !== undefined || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= width)))
    throw new Error(`CONSOLE_TRUSTED_PROXIES: “${one}” is no address and no range.`);
  list.addSubnet(address as string, bits === undefined ? width : Number(bits), family === 6 ? 'ipv6' : 'ipv4');
}
