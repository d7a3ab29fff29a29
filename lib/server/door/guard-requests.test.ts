import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { request as ask, createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guardRequests } from './guard-requests';
import { trustedProxies } from './trusted-proxies';
import { isPlainReply } from './why-refused';

let server: Server;
let port: number;
/** What came through to the server behind, with its body. */
const through: { request: IncomingMessage; body: string }[] = [];

beforeAll(async () => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgresql://nowhere/none',
    NEXTAUTH_SECRET: randomBytes(24).toString('base64'),
    NEXTAUTH_URL: 'http://console.example:3000',
    CONSOLE_SECRET_KEY: randomBytes(32).toString('base64'),
    CONSOLE_DATA_DIR: '/nowhere',
    LOG_LEVEL: 'silent',
  });
  guardRequests({ isHttps: true, isProduction: true, trusted: '', built: null });
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    through.push({ request, body });
    response.end('served');
  });
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());
beforeEach(() => through.splice(0));

type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: string; pieces?: number };

function send({ method = 'POST', path = '/', headers = {}, body = '', pieces = 1 }: Sent) {
  return new Promise<{ status: number; headers: IncomingMessage['headers'] }>((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = ask({ port, host: '127.0.0.1', method, path, headers: { ...length, ...headers } }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
    });
    sent.on('error', reject);
    const size = Math.ceil(body.length / pieces) || 1;
    for (let at = 0; at < body.length; at += size) sent.write(body.slice(at, at + size));
    sent.end();
  });
}
const ours = () => ({
  origin: `http://127.0.0.1:${port}`,
  'next-action': '40aa',
  'content-type': 'text/plain;charset=UTF-8',
});

describe('an action', () => {
  it.each([1, 7])('of our page comes through as it was sent, in %i pieces', async (pieces) => {
    const body = JSON.stringify([{ reason: 'it costs $5', price: '$$5', words: 'ü'.repeat(20_000) }]);
    expect((await send({ headers: ours(), body, pieces })).status).toBe(200);
    expect(through.map((one) => one.body)).toEqual([body]);
  });

  it.each([
    ['without an origin', { origin: '' }, '[]', 403],
    ['from elsewhere', { origin: 'https://evil.example' }, '[]', 403],
    [
      'from elsewhere, with a forwarded host of its own',
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
      '[]',
      403,
    ],
    ['that is no JSON', {}, '{{{', 400],
    ['that is no list', {}, '{}', 400],
    ['that points to another part', {}, '["$1:a:b"]', 400],
    ['that points to code', {}, '[{"a":["$F1"]}]', 400],
    ['that points to a file', {}, '["$B9999"]', 400],
    ['that reaches for a prototype', {}, '[{"__proto__":{"x":1}}]', 400],
    ['in parts', { 'content-type': 'multipart/form-data; boundary=x' }, 'garbage', 415],
    ['that does not name one', { 'next-action': '' }, '[]', 405],
  ] as const)('%s is turned away', async (_, other, body, status) => {
    const headers = Object.fromEntries(Object.entries({ ...ours(), ...other }).filter(([, value]) => value !== ''));
    expect((await send({ headers, body })).status).toBe(status);
    expect(through).toEqual([]);
  });

  it('that is longer than any is not read', async () => {
    expect((await send({ headers: { ...ours(), 'content-length': String(2 ** 31) } })).status).toBe(413);
  });
});

describe('a request', () => {
  it.each([
    ['GET', 'http://169.254.169.254/latest', 400],
    ['GET', '//evil.example/x', 400],
    ['TRACE', '/', 405],
    ['PUT', '/', 403],
  ])('%s %s is answered %i', async (method, path, status) => {
    expect((await send({ method, path })).status).toBe(status);
    expect(through).toEqual([]);
  });

  it('to upgrade is refused, in the whole-address form as well', async () => {
    await send({ method: 'GET' });
    for (const path of ['/', 'http://169.254.169.254/']) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      let said = '';
      for await (const part of socket) said += part;
      expect(said).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  it('carries the address that was asked for, and nothing that the client wrote in its place', async () => {
    await send({ method: 'GET', path: '/reports?a=b', headers: { 'x-console-path': '//evil.example' } });
    expect(through[0]?.request.headers['x-console-path']).toBe('/reports?a=b');
  });
});

describe('every answer', () => {
  const policyOf = async () => (await send({ method: 'GET' })).headers['content-security-policy'] as string;

  it('has a nonce of its own, which the page is rendered with, and lets no script stand inline', async () => {
    const [one, other] = [await policyOf(), await policyOf()];
    expect(one).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic';/);
    expect(one).not.toBe(other);
    expect(through[1]?.request.headers['content-security-policy']).toBe(other);
    expect(/script-src[^;]*/.exec(one)?.[0]).not.toMatch(/unsafe/);
  });

  it('lets this console’s own service worker and manifest be loaded, and nobody else’s', async () => {
    const policy = await policyOf();
    expect(policy).toContain(`worker-src 'self';`);
    expect(policy).toContain(`manifest-src 'self';`);
  });

  it('is protected where it is a refusal, too', async () => {
    const { headers } = await send({ headers: {} });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=/),
    });
  });
});

describe('who sent a request', () => {
  it('is what a proxy on this machine says, and nobody before it', async () => {
    await send({ method: 'GET', headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' } });
    expect(through[0]?.request.headers['x-forwarded-for']).toBe('203.0.113.9');
  });

  it.each([
    ['', '10.0.0.5', false],
    ['', '127.0.0.1', true],
    ['', '::ffff:127.0.0.1', true],
    ['10.0.0.5', '::ffff:10.0.0.5', true],
    ['10.0.0.0/24, fd00::/8', '10.0.0.77', true],
    ['10.0.0.0/24, fd00::/8', '10.0.1.77', false],
    ['10.0.0.0/24, fd00::/8', 'fd00::1', true],
    ['10.0.0.0/24', undefined, false],
  ])('“%s” believes %s: %s', (named, address, isTrusted) => {
    expect(trustedProxies(named)(address)).toBe(isTrusted);
  });

  it.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/24/1', '10.0.0.0/x'])('“%s” stops the start', (named) => {
    expect(() => trustedProxies(named)).toThrow('CONSOLE_TRUSTED_PROXIES');
  });
});

it.each(['["$undefined"]', '["$$cost"]', '[{"at":"$D2026-11-23T11:00:00.000Z"}]', '["$NaN","$-0","$n12"]', '[]'])(
  '%s is plain',
  (text) => {
    expect(isPlainReply(text)).toBe(true);
  },
);

it('nothing hangs on a proxy file: there is none that could be passed by or deleted', () => {
  for (const name of ['proxy', 'middleware'])
    for (const folder of ['', 'src/', 'app/'])
      for (const ending of ['ts', 'js', 'mjs', 'tsx']) expect(existsSync(`${folder}${name}.${ending}`)).toBe(false);
});
