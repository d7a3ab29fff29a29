import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpointSchema } from '@/lib/contracts/target';

/** What a test may break in the backend, one at a time. */
export type Breakage = 'none' | 'error-in-body' | 'old-file' | 'open-door' | 'mute-bot';

export type SmallBackend = { url: string; break: (how: Breakage) => void; close: () => Promise<void> };

const USER = { email: 'user1@replyx.example', password: 'right' };

/** A backend with the few endpoints of a validation, over real HTTP. Keeps files in memory. */
export async function startSmallBackend(): Promise<SmallBackend> {
  let how: Breakage = 'none';
  const files = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const { status, body } = answer(request, await readJson(request), files, how);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    break: (next) => {
      how = next;
    },
    close: () => close(server),
  };
}

type Reply = { status: number; body: Record<string, unknown> };
const ok = (body: Record<string, unknown> = {}): Reply => ({ status: 200, body: { status: 'ok', ...body } });

function answer(
  request: IncomingMessage,
  sent: Record<string, unknown>,
  files: Map<string, string>,
  how: Breakage,
): Reply {
  const path = request.url ?? '';
  if (path === '/health') return how === 'error-in-body' ? ok({ error: 'no database' }) : ok();
  if (path === '/bot') return ok({ reply: how === 'mute-bot' ? '' : `You said: ${sent.text}` });
  if (path === '/login') {
    const isRight = sent.password === USER.password || how === 'open-door';
    return isRight ? ok({ token: 't' }) : { status: 401, body: { status: 'error' } };
  }
  if (request.method === 'POST') {
    if (how !== 'old-file' || files.size === 0) files.set('check.txt', String(sent.content));
    return ok();
  }
  return ok({ content: files.get('check.txt') ?? '' });
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(() => closed()));
}

/** The inventory's endpoints for it, with the keys of the shipped runbook. */
export function smallEndpoints(url: string) {
  const post = (key: string, path: string, body: Record<string, unknown>, over = {}) =>
    endpointSchema.parse({ key, title: key, url: url + path, method: 'POST', body, isProbed: false, ...over });
  return [
    endpointSchema.parse({ key: 'health', title: 'Backend', url: `${url}/health` }),
    post('telegram-round-trip', '/bot', { text: '{nonce}' }, { expectJson: { reply: 'You said: {nonce}' } }),
    post('auth-login', '/login', USER),
    post('auth-login-refused', '/login', { ...USER, password: 'wrong-{nonce}' }, { expectStatus: 401 }),
    post('file-upload', '/files', { content: '{nonce}' }),
    endpointSchema.parse({
      key: 'file-download',
      title: 'Download',
      url: `${url}/files/check.txt`,
      expectJson: { content: '{nonce}' },
      isProbed: false,
    }),
  ];
}
