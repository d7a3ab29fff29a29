import { spawn, spawnSync } from 'node:child_process';

/** util-linux's `script`, which gives a program a terminal of its own; where it is missing nobody can be asked. */
export const hasPseudoTerminal = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;

/** Runs `npx rollback` on a terminal, and types each answer once its question has appeared. */
export function runOnTerminal(
  token: string,
  words: readonly string[],
  answers: readonly (readonly [question: string, answer: string])[],
): Promise<{ code: number | null; shown: string }> {
  const line = [process.execPath, 'scripts/rollback.mjs', ...words].map((word) => `'${word}'`).join(' ');
  const env = { ...process.env, ROLLBACK_TOKEN: token, NO_COLOR: '1', TERM: 'xterm' };
  const child = spawn('script', ['-qefc', line, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const pending = [...answers];
  let shown = '';
  let seen = 0;
  child.stdout.on('data', (chunk) => {
    shown += chunk;
    const [next] = pending;
    const at = next ? shown.indexOf(next[0], seen) : -1;
    if (!next || at < 0) return;
    seen = at + next[0].length;
    pending.shift();
    child.stdin.write(`${next[1]}\r`);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, shown }));
  });
}
