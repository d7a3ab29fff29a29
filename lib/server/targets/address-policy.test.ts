import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainlyListed, reachOf } from './address-policy';

describe('an address leads', () => {
  it.each([
    ['127.0.0.1', 'internal'],
    ['127.255.255.254', 'internal'],
    ['::1', 'internal'],
    ['10.0.0.1', 'internal'],
    ['172.31.255.255', 'internal'],
    ['192.168.1.1', 'internal'],
    ['100.64.0.1', 'internal'],
    ['fd00::1', 'internal'],
    ['::ffff:10.0.0.1', 'internal'],
    ['64:ff9b::10.0.0.1', 'internal'],
    ['2002:a00:1::', 'internal'],
    ['::10.0.0.1', 'internal'],
    ['172.32.0.1', 'public'],
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['169.254.0.1', 'never'],
    ['169.254.169.254', 'never'],
    ['::ffff:169.254.0.1', 'never'],
    ['::FFFF:169.254.0.1', 'never'],
    ['64:ff9b::a9fe:a9fe', 'never'],
    ['fe80::1%eth0', 'never'],
    ['100.100.100.200', 'never'],
    ['168.63.129.16', 'never'],
    ['192.0.0.192', 'never'],
    ['fd00:ec2::254', 'never'],
    ['0.0.0.0', 'never'],
    ['::', 'never'],
    ['224.0.0.1', 'never'],
    ['255.255.255.255', 'never'],
    ['2001::1', 'never'],
    ['not an address', 'never'],
    ['', 'never'],
  ])('%s: %s', (address, reach) => {
    expect(reachOf(address)).toBe(reach);
  });

  it('to the same place, however an IPv4 address is dressed as an IPv6 one', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, byte, (a, b, c, d) => {
        const four = [a, b, c, d].join('.');
        const reach = reachOf(four);
        expect(reachOf(`::ffff:${four}`)).toBe(reach);
        expect(reachOf(`64:ff9b::${four}`)).toBe(reach);
      }),
    );
  });
});

describe('an inventory names host and port', () => {
  it.each([
    ['http://localhost:8000/', true],
    ['http://LOCALHOST:8000/', true],
    ['http://127.0.0.1:80/x?y', true],
    ['http://[::1]:8000', true],
    ['http://localhost/', false],
    ['http://127.1:8000/', false],
    ['http://2130706433:8000/', false],
    ['http://[0:0:0:0:0:0:0:1]:8000/', false],
    ['http://[::ffff:7f00:1]:8000/', false],
    ['http://[::ffff:127.0.0.1]:8000/', false],
    ['http://x@localhost:8000/', false],
    ['http://localhost:8000@evil.example/', false],
  ])('%s: %s', (written, isListed) => {
    expect(isPlainlyListed(written, new URL(written))).toBe(isListed);
  });
});
