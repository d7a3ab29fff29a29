import 'server-only';
import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '@/lib/domain/errors';
import { securityHeaders } from '@/lib/domain/security-headers';
import { recordDenial } from '../audit/record-denial';
import { logger } from '../logger';
import { peekBody } from './peek-body';
import { serveStatic } from './serve-static';
import { plainAddress, trustedProxies } from './trusted-proxies';
import { isPlainReply, type Refused, whyRefused } from './why-refused';

/** `built`: the folder of what the build has made for browsers; null where nothing was built. */
type Settings = { isHttps: boolean; isProduction: boolean; trusted: string; built: string | null };
type Started = { request: IncomingMessage; response: ServerResponse; server: Server };
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Looks at every request of this process before Next does, by Node's own channel: there is no proxy file that could be
 * passed by or deleted. It turns away what is no request of a browser on our pages, and lets nobody in: every use case
 * authorises by itself.
 */
export function guardRequests(settings: Settings): void {
  const isTrusted = trustedProxies(settings.trusted);
  const guarded = new WeakSet<Server>();
  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as Started;
    noteSender(request, isTrusted);
    notePath(request);
    protect(request, response, settings);
    if (guarded.has(server)) return;
    guarded.add(server);
    standBefore(server, settings);
  });
}

/** The request that is announced is handed out only after this: the first one is looked at, too. */
function standBefore(server: Server, { isProduction, built }: Settings): void {
  const serve = built === null ? () => false : serveStatic(built);
  const listeners = server.listeners('request') as Listener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const handOn = () => {
      for (const listener of listeners) listener.call(server, request, response);
    };
    // A development server's own pages report to it.
    if (!isProduction && request.url?.startsWith('/__nextjs')) return handOn();
    const refused = whyRefused(request);
    if (refused) return turnAway(request, response, refused);
    if (serve(request, response)) return;
    if (request.method !== 'POST' || request.url?.startsWith('/api/')) return handOn();
    handOnAction(request, response, handOn).catch((error: unknown) => {
      logger().error({ err: error }, 'a request could not be looked at');
      response.destroy();
    });
  });
  // A development server tells its pages by a socket of what changed; the console itself uses none.
  if (isProduction) server.removeAllListeners('upgrade').on('upgrade', refuseUpgrade);
}

async function handOnAction(request: IncomingMessage, response: ServerResponse, handOn: () => void): Promise<void> {
  const body = await peekBody(request, Number(request.headers['content-length']));
  if (!body) return;
  if (isPlainReply(body.toString('utf8'))) return handOn();
  turnAway(request, response, { status: 400, message: 'This is nothing that an action takes; nothing was changed.' });
}

function turnAway({ method, url, headers, socket }: IncomingMessage, response: ServerResponse, refused: Refused): void {
  const { status, message } = refused;
  const from = plainAddress(socket.remoteAddress);
  logger().warn(
    { method, url: url?.slice(0, 200), origin: headers.origin?.slice(0, 200), from, status },
    'turned away',
  );
  // What only reads is asked again and again by whoever looks for holes; a form from elsewhere is a try at something.
  if (method === 'POST')
    void recordDenial(new AppError('forbidden', message, 'Open the console in the browser.'), {
      actor: null,
      way: 'browser',
    });
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' });
  response.end(JSON.stringify({ error: { code: 'forbidden', message, remedy: 'Open the console in the browser.' } }));
}

function refuseUpgrade(_request: IncomingMessage, socket: Duplex): void {
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

/**
 * Who sent it: the last entry of X-Forwarded-For where a trusted proxy wrote it, else whoever holds the connection. What
 * clients write there themselves, and any forwarded host of theirs, is gone before somebody believes it.
 */
function noteSender({ headers, socket }: IncomingMessage, isTrusted: (address: string | undefined) => boolean): void {
  const peer = plainAddress(socket.remoteAddress);
  const isProxied = isTrusted(peer);
  const said = isProxied
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : '';
  headers['x-forwarded-for'] = said || peer || 'unknown';
  if (isProxied) return;
  for (const name of ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'forwarded']) delete headers[name];
}

/** The address that was asked for, so that signing in leads back to it. What a client sent under this name is gone. */
function notePath(request: IncomingMessage): void {
  request.headers['x-console-path'] = request.url ?? '/';
}

/** Next puts the nonce of the request's policy into every script that it writes; the layout puts it into its own. */
function protect(request: IncomingMessage, response: ServerResponse, { isHttps, isProduction }: Settings): void {
  const nonce = randomBytes(18).toString('base64');
  const headers = securityHeaders({ nonce, isHttps, isProduction });
  request.headers['x-console-nonce'] = nonce;
  request.headers['content-security-policy'] = headers['Content-Security-Policy'];
  delete request.headers['content-security-policy-report-only'];
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
