import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the tests' commands run: real programs that leave a trace which can be counted. */
const PROGRAMS: Record<string, string> = {
  append: `appendFileSync(process.argv[2], 'done\\n');`,
  count: `console.log(existsSync(process.argv[2]) ? readFileSync(process.argv[2], 'utf8').trimEnd().split('\\n').length : 0);`,
  // Its effect comes first and its end when told, with a child in its group that would outlive it.
  slow: `appendFileSync(process.argv[2], 'done\\n');
const child = spawn('sleep', ['300']);
writeFileSync(process.argv[4], process.pid + ' ' + child.pid);
const timer = setInterval(() => {
  if (!existsSync(process.argv[3])) return;
  clearInterval(timer);
  child.kill();
}, 20);`,
  // Counts only when told, once there is something to count: a check that takes its time.
  'count-slowly': `if (existsSync(process.argv[2])) {
  writeFileSync(process.argv[4], String(process.pid));
  while (!existsSync(process.argv[3])) await new Promise((next) => setTimeout(next, 20));
  console.log(1);
} else console.log(0);`,
  fail: `console.error('it does not work'); process.exitCode = 3;`,
  talk: `for (let line = 1; line <= 60; line += 1) {
  console.log('out ' + line);
  console.error('err ' + line);
  await new Promise((next) => setTimeout(next, 5));
}`,
  // As pg tools do where a connection fails.
  leak: `const url = readFileSync(process.argv[2], 'utf8');
console.log('connecting to ' + url);
console.error('could not connect to ' + url);
process.exitCode = Number(process.argv[3] ?? 1);`,
};

const IMPORTS = `import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
`;

export async function writePrograms(folder: string): Promise<void> {
  await mkdir(join(folder, 'programs'));
  const write = ([name, text]: [string, string]) => writeFile(programFile(folder, name), IMPORTS + text);
  await Promise.all(Object.entries(PROGRAMS).map(write));
}

export function programFile(folder: string, name: string): string {
  return join(folder, 'programs', `${name}.mjs`);
}
