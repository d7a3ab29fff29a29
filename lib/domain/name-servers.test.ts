import { expect, it } from 'vitest';
import { readNameServers } from './name-servers';

it.each<[string, string[]]>([
  ['', []],
  [' , ', []],
  ['10.0.0.53', ['10.0.0.53']],
  ['10.0.0.53:5353, 10.0.0.54', ['10.0.0.53:5353', '10.0.0.54']],
  ['fd00::53', ['fd00::53']],
  ['[fd00::53]', ['[fd00::53]']],
  ['[fd00::53]:5353', ['[fd00::53]:5353']],
])('name servers are read from “%s”', (text, servers) => {
  expect(readNameServers(text)).toEqual(servers);
});

// Node takes 99999 for port 34463.
it.each(['dns.example', '10.0.0.53:0', '10.0.0.53:99999', '10.0.0.256', '[10.0.0.53]:53', 'fd00::53, x', '10.0.0.53:'])(
  'nothing is asked of what is no address: “%s”',
  (text) => {
    expect(readNameServers(text)).toBeNull();
  },
);
