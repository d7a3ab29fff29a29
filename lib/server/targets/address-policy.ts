import 'server-only';
import ipaddr from 'ipaddr.js';

/**
 * Where an address leads, as far as that decides whether it may be called:
 * - `never`: metadata services, link-local, multicast, reserved and unspecified addresses, whatever an inventory says;
 * - `internal`: this machine and private networks, only where an administrator wrote host and port;
 * - `public`: anything else.
 */
export type Reach = 'never' | 'internal' | 'public';

/** Ranges by ipaddr.js's names. A range that is not here is never called: a new one is refused until it was decided. */
const REACH_OF_RANGE: Record<string, Reach> = {
  unicast: 'public',
  loopback: 'internal',
  private: 'internal',
  carrierGradeNat: 'internal',
  uniqueLocal: 'internal',
  // Set aside for documentation and measurements; networks do use them inside.
  benchmarking: 'internal',
};

/** Where clouds hand out credentials to whoever asks, in ranges that would be called otherwise. */
const METADATA = [
  '100.100.100.200/32', // Alibaba
  '168.63.129.16/32', // Azure's host
  '192.0.0.192/32', // Oracle
  'fd00:ec2::254/128', // AWS
  'fd20:ce::254/128', // Google
].map((range) => ipaddr.parseCIDR(range));

/** Where an IP address leads, in any notation; an IPv6 address that carries an IPv4 one leads where that does. */
export function reachOf(address: string): Reach {
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return 'never';
  const ip = carried(ipaddr.parse(bare));
  const isMetadata = METADATA.some(([base, bits]) => base.kind() === ip.kind() && ip.match([base, bits]));
  return isMetadata ? 'never' : (REACH_OF_RANGE[ip.range()] ?? 'never');
}

/** The IPv4 address in a mapped, compatible, translated (NAT64) or tunnelled (6to4) IPv6 one. */
function carried(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (ip.kind() === 'ipv4') return ip;
  const bytes = ip.toByteArray();
  const four = (at: number) => new ipaddr.IPv4(bytes.slice(at, at + 4));
  const begins = (...start: number[]) => start.every((byte, index) => bytes[index] === byte);
  const zeros = (until: number) => bytes.slice(0, until).every((byte) => byte === 0);
  if (zeros(10) && bytes[10] === 0xff && bytes[11] === 0xff) return four(12);
  if (begins(0, 0x64, 0xff, 0x9b)) return four(12);
  if (begins(0x20, 0x02)) return four(2);
  // ::1 and :: are addresses of their own; everything else that begins with 96 zeros is an IPv4 address in disguise.
  return zeros(12) && (bytes[12] !== 0 || bytes[13] !== 0 || bytes[14] !== 0) ? four(12) : ip;
}

/** Whether nothing is ever to be called there. */
export const isForbiddenAddress = (address: string): boolean => reachOf(address) === 'never';

/**
 * Whether an address names its host and its port as plainly as an inventory has to for a place inside: `localhost:8000`,
 * `10.0.0.5:8000`, `[::1]:8000`. A number, an octal or hexadecimal form, an IPv4 address as an IPv6 one, or a port left out, is none.
 */
export function isPlainlyListed(written: string, { hostname }: URL): boolean {
  const authority = /^https?:\/\/([^/?#\\]*)/i.exec(written)?.[1] ?? '';
  const [, host = '', port] = /^(.*?)(?::(\d{1,5}))?$/.exec(authority) ?? [];
  return port !== undefined && host.toLowerCase() === hostname && !isDisguised(hostname);
}

/** An IPv4 address that is written as an IPv6 one. */
function isDisguised(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare !== hostname && ipaddr.isValid(bare) && carried(ipaddr.parse(bare)).kind() === 'ipv4';
}
