import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Me } from '@/lib/contracts/views';

export type WebProcess = {
  /** Presses Start, and says "done" or the code of the refusal. */
  start(me: Me, input: { runId: string; planHash: string; mode: 'step' | 'to_decision' }): Promise<string>;
  watch(sessionId: string, after: bigint | null): Promise<StreamWatcher>;
  end(): Promise<void>;
};
export type StreamWatcher = { ids: bigint[]; leave(): void };

// What a process needs that is no server of Next and still loads modules of one.
const HOOK = pathToFileURL('scripts/rollback/server-only-hook.mjs').href;
const REGISTER = `data:text/javascript,import { register } from 'node:module'; register('${HOOK}');`;

/** A web of its own on the store of the open test console: web-process.fixture.ts as a process. */
export async function startWebProcess(): Promise<WebProcess> {
  const words = ['--import', 'tsx', '--import', REGISTER, 'lib/server/testing/web-process.fixture.ts'];
  const child = spawn(process.execPath, words, { env: process.env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the web ended with ${code}`))),
  ]);
  const address = `http://127.0.0.1:${(JSON.parse(line as string) as { port: number }).port}`;
  return {
    start: async (me, input) =>
      (await fetch(`${address}/start`, { method: 'POST', body: JSON.stringify({ me, input }) })).text(),
    watch: (sessionId, after) =>
      watch(`${address}/stream?session=${sessionId}${after === null ? '' : `&after=${after}`}`),
    end: () => end(child),
  };
}

async function watch(address: string): Promise<StreamWatcher> {
  const gone = new AbortController();
  const { body } = await fetch(address, { signal: gone.signal });
  const watcher: StreamWatcher = { ids: [], leave: () => gone.abort() };
  void collect(body as ReadableStream<Uint8Array>, watcher).catch(() => undefined); // ended by whoever watched
  return watcher;
}

async function collect(body: ReadableStream<Uint8Array>, watcher: StreamWatcher): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) if (one.startsWith('id: ')) watcher.ids.push(BigInt(one.slice(4)));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
