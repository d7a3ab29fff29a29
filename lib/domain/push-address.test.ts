import { describe, expect, it } from 'vitest';
import { parsePushServices, readPushAddress } from './push-address';

const problem = (address: string, listed: string[] = []) => {
  const read = readPushAddress(address, listed);
  return read.ok ? 'called' : read.problem;
};

describe('the address of a push service, as a browser names it', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc:def',
    'https://updates.push.services.mozilla.com/wpush/v2/gAAA',
    'https://web.push.apple.com/QGx',
    'https://wns2-par02p.notify.windows.com/w/?token=BQY',
  ])('%s is called', (address) => {
    expect(problem(address)).toBe('called');
  });

  it.each([
    ['http://push.example.com/x', 'https'],
    ['https://push.example.com:8443/x', 'port'],
    ['https://user:word@push.example.com/x', 'password'],
    ['https://127.0.0.1/x', 'no public host'],
    ['https://0x7f.1/x', 'no public host'],
    ['https://2130706433/x', 'no public host'],
    ['https://[::1]/x', 'no public host'],
    ['https://[::ffff:169.254.169.254]/x', 'no public host'],
    ['https://localhost/x', 'no public host'],
    ['file:///etc/passwd', 'no web address'],
    ['https://push.example.com/a b', 'no address'],
    ['https://push.example.com/\r\nHost: other', 'no address'],
    [`https://push.example.com/${'x'.repeat(1600)}`, 'no address'],
    ['', 'no web address'],
  ])('%s is not', (address, because) => {
    expect(problem(address)).toContain(because);
  });

  it('inside this network it is called where an administrator listed that very scheme, host and port', () => {
    const listed = parsePushServices(' http://127.0.0.1:4000, https://push.example.lan:8443 ');
    expect(problem('http://127.0.0.1:4000/x', listed)).toBe('called');
    expect(problem('https://push.example.lan:8443/x', listed)).toBe('called');
    expect(problem('http://127.0.0.1:4001/x', listed)).not.toBe('called');
    expect(problem('https://127.0.0.1:4000/x', listed)).not.toBe('called');
    expect(problem('http://push.example.lan:8443/x', listed)).not.toBe('called');
  });
});
