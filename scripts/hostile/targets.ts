import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TargetFile } from '../../lib/contracts/target';

/** What a step prints that would like to be markup, a heading, a terminal's command, an image or a formula. */
export const EVIL_WORDS = [
  '</pre><img src=x onerror=alert(1)><script>alert(1)</script>',
  '\u001b]52;c;aGk=\u0007\u001b]8;;http://evil.example/\u0007link\u001b]8;;\u0007\u001b[2J\u001b[31m',
  '```',
  '# Approved by nobody',
  '![x](http://evil.example/pixel.png)',
  '=HYPERLINK("http://evil.example","x")',
  '\u202etxt.exe',
].join(' ');

/** A password that is nowhere but in the connection of a target that cannot be reached. */
export const CANARY_SECRET = 'canary-Qx7-never-shown';

export function readSandbox(dataDir: string): TargetFile {
  return JSON.parse(readFileSync(join(dataDir, 'sandbox', 'target.json'), 'utf8'));
}

type Commands = TargetFile['inventory']['commands'];

/** The sandbox under another name, some of whose programs are ours. `modes`: binding → what a bad one would do. */
export function hostileTarget(
  sandbox: TargetFile,
  folder: string,
  key: string,
  modes: Readonly<Record<string, string>>,
): TargetFile {
  const commands: Commands = { ...sandbox.inventory.commands };
  for (const [name, mode] of Object.entries(modes)) {
    const bound = commands[name];
    if (!bound) throw new Error(`The sandbox binds no ${name}.`);
    const argv = [process.execPath, resolve('scripts/hostile/record.mjs'), folder, mode, ...bound.argv];
    commands[name] = { ...bound, argv, env: { ...bound.env, HOSTILE_WORDS: EVIL_WORDS } };
  }
  return {
    ...sandbox,
    key,
    name: `Hostile ${key}`,
    environment: 'staging',
    inventory: { ...sandbox.inventory, commands, faults: [] },
  };
}

/** The same with other addresses under the two that the preflight of procedure 1.1 asks. */
export function withEndpoints(target: TargetFile, health: string, other = health, expectJson?: object): TargetFile {
  const endpoints = target.inventory.endpoints.map((endpoint) =>
    endpoint.key === 'health' || endpoint.key === 'api-health'
      ? { ...endpoint, url: endpoint.key === 'health' ? health : other, timeoutMs: 2_000, expectJson }
      : endpoint,
  );
  return { ...target, inventory: { ...target.inventory, endpoints: endpoints as typeof target.inventory.endpoints } };
}
