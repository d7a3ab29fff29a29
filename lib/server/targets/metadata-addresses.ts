import 'server-only';
import { BlockList, isIPv6 } from 'node:net';

/**
 * Addresses where clouds hand out credentials to whoever asks, and the link-local ranges they live in. Nothing that the
 * console checks is ever there, whatever an inventory says.
 */
const REFUSED = new BlockList();
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4');
REFUSED.addAddress('100.100.100.200', 'ipv4'); // Alibaba
REFUSED.addAddress('168.63.129.16', 'ipv4'); // Azure's host
REFUSED.addAddress('192.0.0.192', 'ipv4'); // Oracle
REFUSED.addSubnet('fe80::', 10, 'ipv6');
REFUSED.addAddress('fd00:ec2::254', 'ipv6'); // AWS
REFUSED.addAddress('fd20:ce::254', 'ipv6'); // Google
// The same IPv4 addresses as IPv6 writes them: mapped, compatible, translated (NAT64) and tunnelled (6to4).
for (const [start, bits] of [
  ['::ffff:', 96],
  ['::', 96],
  ['64:ff9b::', 96],
] as const) {
  REFUSED.addSubnet(`${start}169.254.0.0`, bits + 16, 'ipv6');
  for (const address of ['100.100.100.200', '168.63.129.16', '192.0.0.192'])
    REFUSED.addAddress(start + address, 'ipv6');
}
REFUSED.addSubnet('2002:a9fe::', 32, 'ipv6');

/** Whether an IP address, in any notation that Node takes, is a metadata or link-local one. */
export function isMetadataAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  return REFUSED.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
}
