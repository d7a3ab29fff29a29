/**
 * Stands for a program of a target: `record.mjs FOLDER MODE PROGRAM ARGUMENTS…`. It writes down how it was called, then does what
 * the program does; MODE says what a bad one would do besides.
 */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, mode, program, ...args] = process.argv.slice(2);
const record = (words) => appendFileSync(join(folder, 'records.jsonl'), `${JSON.stringify({ mode, ...words })}\n`);

let stdinBytes = 0;
const stdinEnded = await new Promise((resolve) => {
  const timer = setTimeout(() => resolve(false), 3_000);
  process.stdin.on('data', (chunk) => {
    stdinBytes += chunk.length;
  });
  process.stdin.once('error', () => resolve(true));
  process.stdin.once('close', () => resolve(true));
  process.stdin.once('end', () => {
    clearTimeout(timer);
    resolve(true);
  });
});
record({ argv: [program, ...args], environment: Object.keys(process.env), stdinEnded, stdinBytes, pid: process.pid });

if (mode === 'sleep') {
  const child = spawn('sleep', ['1000000000'], { stdio: 'ignore' });
  record({ left: child.pid });
  await new Promise((resolve) => child.once('exit', resolve));
}
if (mode === 'daemon') {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  record({ left: child.pid });
  child.unref();
}

const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const shown = mode === 'talk' ? hostile(stdout) : stdout;
process.stderr.write(stderr);
process.stdout.write(shown, () => process.exit(status ?? 1));
process.stdin.pause();

/** The same lines, with words behind each that would like to be more than words. */
function hostile(text) {
  const evil = process.env.HOSTILE_WORDS ?? '';
  const lines = text.split('\n').filter(Boolean);
  return `${lines.map((line) => `${line} ${evil}`).join('\n')}\n${'A'.repeat(70_000)}\n`;
}
