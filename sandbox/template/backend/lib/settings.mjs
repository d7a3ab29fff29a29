import { readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);

function readEnvFile() {
  const lines = readFileSync(new URL('.env', root), 'utf8').split('\n');
  return Object.fromEntries(lines.filter((line) => line.includes('=')).map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

/** The server's settings. Read once: a deploy restarts the process. */
export const settings = readEnvFile();

/** The commit that was checked out when this process started, which is the code it runs. */
export function servedCommit() {
  const head = readFileSync(new URL('.git/HEAD', root), 'utf8').trim();
  return head.startsWith('ref: ') ? readFileSync(new URL(`.git/${head.slice(5)}`, root), 'utf8').trim() : head;
}

/** The arguments of create_engine() in database/connection.py. */
export function engineArguments() {
  const source = readFileSync(new URL('database/connection.py', root), 'utf8');
  const call = /create_engine\(([\s\S]*?)\n\)/.exec(source)?.[1] ?? '';
  return Object.fromEntries([...call.matchAll(/^\s*(\w+)=([\w.]+),?/gm)].map(([, name, value]) => [name, value]));
}
