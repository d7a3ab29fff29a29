import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveStatic } from './serve-static';

const SCRIPT = 'console.log("drawn")'.repeat(50);
let folder: string;
let server: Server;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-static-'));
  mkdirSync(join(folder, 'static', 'chunks'), { recursive: true });
  writeFileSync(join(folder, 'secret.json'), '{}');
  writeFileSync(join(folder, 'static', 'chunks', 'room.js'), SCRIPT);
  writeFileSync(join(folder, 'static', 'chunks', 'room.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, 'static', 'chunks', 'room.js.gz'), gzipSync(SCRIPT));
  const serve = serveStatic(join(folder, 'static'));
  server = createServer((request, response) => {
    if (!serve(request, response)) response.end(`handed on: ${request.url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, init?: RequestInit) => fetch(`${address}${path}`, init);

describe('a script of the build', () => {
  it('is sent in its small form to whoever reads that, for good', async () => {
    const answer = await ask('/_next/static/chunks/room.js', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(answer.headers.get('cache-control')).toBe('public,max-age=31536000,immutable');
    expect(answer.headers.get('vary')).toBe('Accept-Encoding');
    expect(await answer.text()).toBe(SCRIPT);
  });

  it('is sent with gzip to a browser that is served over plain HTTP, which reads no other form', async () => {
    const answer = await ask('/_next/static/chunks/room.js', { headers: { 'accept-encoding': 'gzip, deflate' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(await answer.text()).toBe(SCRIPT);
  });

  it('is sent plainly to whoever does not', async () => {
    const answer = await ask('/_next/static/chunks/room.js', { headers: { 'accept-encoding': 'identity' } });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(await answer.text()).toBe(SCRIPT);
  });
});

describe('what is not of the build is handed on as it was asked for', () => {
  it.each([
    '/_next/static/chunks/other.js',
    '/_next/static/..%2fsecret.json',
    '/_next/static/',
    '/_next/data/room.json',
    '/chunks/room.js',
    '/',
  ])('%s', async (path) => {
    expect(await (await ask(path)).text()).toBe(`handed on: ${path}`);
  });

  it('a form that is sent to a script', async () => {
    const answer = await ask('/_next/static/chunks/room.js', { method: 'POST', body: 'x' });
    expect(await answer.text()).toBe('handed on: /_next/static/chunks/room.js');
  });
});
