import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { PushPayload } from '@/lib/contracts/push';

const ece = createRequire(import.meta.url)('http_ece') as {
  decrypt: (body: Buffer, options: object) => Buffer;
};

export type Pushed = { device: string; payload: PushPayload; headers: IncomingHttpHeaders; claims: Claims };
type Claims = { aud: string; exp: number; sub: string };
/** As a browser gives it to the console. */
export type Subscribed = { endpoint: string; p256dh: string; auth: string };
export type PushService = {
  origin: string;
  /** What came and could be read, in its order; what is not signed by `publicKey` is answered 403 and is not here. */
  pushed: Pushed[];
  subscribe: (device: string) => Subscribed;
  /** What one device's address answers from now on; 201 where nothing was said. */
  answer: (device: string, status: number) => void;
  /** Leaves one device's pushes without an answer until they are released. */
  hang: (device: string) => { release: () => void };
  close: () => Promise<unknown>;
};

/** A push service and the browsers behind it: checks the signature as one does, and decrypts as only the browser can. */
export async function openPushService(publicKey: string, port = 0): Promise<PushService> {
  const pushed: Pushed[] = [];
  const browsers = new Map<string, { pair: ReturnType<typeof createECDH>; auth: Buffer }>();
  const answers = new Map<string, number>();
  const held = new Map<string, Promise<void>>();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const device = (request.url ?? '').slice(1);
    await held.get(device);
    const browser = browsers.get(device);
    const claims = readClaims(String(request.headers.authorization), publicKey);
    const status = !browser ? 404 : !claims ? 403 : (answers.get(device) ?? 201);
    if (browser && claims && status === 201) {
      const options = {
        version: 'aes128gcm',
        privateKey: browser.pair,
        authSecret: browser.auth.toString('base64url'),
      };
      const text = ece.decrypt(Buffer.concat(parts), options).toString('utf8');
      pushed.push({ device, payload: JSON.parse(text), headers: request.headers, claims });
    }
    response.writeHead(status).end(status === 201 ? '' : 'no such subscription');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    pushed,
    subscribe(device) {
      const pair = createECDH('prime256v1');
      const [p256dh, auth] = [pair.generateKeys().toString('base64url'), randomBytes(16)];
      browsers.set(device, { pair, auth });
      return { endpoint: `${origin}/${device}`, p256dh, auth: auth.toString('base64url') };
    },
    answer: (device, status) => void answers.set(device, status),
    hang(device) {
      let release: () => void = () => undefined;
      const isReleased = new Promise<void>((resolve) => {
        release = resolve;
      });
      held.set(device, isReleased);
      return { release };
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** `vapid t=TOKEN, k=KEY` (RFC 8292); null where it is not signed with the key that the browser subscribed with. */
function readClaims(authorization: string, publicKey: string): Claims | null {
  const [, token = '', key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  const [head = '', body = '', signature = ''] = token.split('.');
  if (key !== publicKey) return null;
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: createPublicKey({ key: jwk as never, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return isSigned ? JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) : null;
}
