import { spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import { invoke } from '../invoke';

export type Said = { code: number | null; out: string; error: string };

/** Runs `npx rollback`'s own program on the store of the open test console, in a pipe, to its end. */
export function runProcess(
  token: string | null,
  words: readonly string[],
  whileItRuns?: (said: () => string) => Promise<unknown>,
): Promise<Said> {
  const env = { ...process.env, ROLLBACK_TOKEN: token ?? '', NO_COLOR: '' };
  const child = spawn(process.execPath, ['scripts/rollback.mjs', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.error += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
    whileItRuns?.(() => said.out).catch((error) => {
      child.kill('SIGKILL');
      reject(error);
    });
  });
}

/** The same command in this process: for what a process of its own would only make slower. */
export async function runHere(token: string, words: readonly string[]): Promise<Said> {
  const said = { out: '', error: '' };
  const paper = (name: keyof typeof said) =>
    new Writable({
      write(chunk, _encoding, next) {
        said[name] += String(chunk);
        next();
      },
    });
  const code = await invoke({
    words,
    environment: { ROLLBACK_TOKEN: token },
    streams: { out: paper('out'), error: paper('error'), input: {} },
    openStore: async () => undefined,
    signal: new AbortController().signal,
  });
  return { code, ...said };
}
