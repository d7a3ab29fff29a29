import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endpointSchema } from '@/lib/contracts/target';
import { NameServer } from '@/scripts/test/name-server';
import { callEndpoint } from './call-endpoint';
import { askNameServers, lookUpAll } from './look-up';

// Of the part of IPv6 that is given to nobody: public by its kind, and no packet to it ever arrives.
const NOWHERE = '4000::1';
const ADDRESSES: Record<string, (time: number) => string | null> = {
  'A replyx.test': () => '127.0.0.1',
  'AAAA replyx.test': () => '::1',
  'A rebind.test': (time) => (time === 1 ? null : '127.0.0.1'),
  'AAAA rebind.test': (time) => (time === 1 ? NOWHERE : null),
  'A localhost': () => '192.0.2.1',
};

let names: NameServer;
let port: number;
const hosts: (string | undefined)[] = [];
const web = createServer((request, response) => {
  hosts.push(request.headers.host);
  response.end('{}');
});

beforeAll(async () => {
  names = await NameServer.open((name, kind, time) => ADDRESSES[`${kind} ${name}`]?.(time) ?? null);
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  port = (web.address() as AddressInfo).port;
  askNameServers([names.address]);
});
afterAll(() => {
  askNameServers([]);
  names.close();
  web.close();
});

const call = (url: string) =>
  callEndpoint({ ...endpointSchema.parse({ key: 'api', title: 'API', url: 'http://example.com/' }), url });

it('a name is asked of the servers that an administrator named, and of no other', async () => {
  expect(await lookUpAll('replyx.test')).toEqual([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
  await expect(lookUpAll('unknown.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  expect(names.asked.map(({ name }) => name)).toContain('unknown.test');
});

it('this machine is where it is, whatever they say, and an address is asked of nobody', async () => {
  for (const name of ['localhost', 'LOCALHOST.'])
    expect((await lookUpAll(name)).every(({ address }) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
  expect(await lookUpAll('10.0.0.5')).toEqual([{ address: '10.0.0.5', family: 4 }]);
  expect(await lookUpAll('fd00::5')).toEqual([{ address: 'fd00::5', family: 6 }]);
  expect(names.asked.filter(({ name }) => /localhost|^10|fd00/.test(name))).toEqual([]);
});

it('a name that leads elsewhere at the second question is called where the first led, and refused at the next call', async () => {
  // Written so that nobody has named a place inside: the dot is behind an escape.
  const url = `http://rebind%2etest:${port}/`;
  const first = await call(url);
  expect(first).toMatchObject({ isOk: false, status: null });
  expect(first.sentence).not.toMatch(/^Refused/);
  expect(names.answered('rebind.test')).toEqual([NOWHERE]);
  expect((await call(url)).sentence).toMatch(/^Refused: rebind\.test leads to 127\.0\.0\.1, inside/);
  expect(hosts).toEqual([]);
});

it('servers that do not answer are no name that there is none of', async () => {
  const silent = await NameServer.open(() => null);
  silent.close();
  askNameServers([silent.address]);
  try {
    await expect(lookUpAll('replyx.test')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  } finally {
    askNameServers([names.address]);
  }
});
