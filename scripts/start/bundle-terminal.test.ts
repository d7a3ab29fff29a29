import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleTerminal } from './bundle-terminal';
import { findTerminalBundle } from './terminal-bundle.mjs';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'bundle-'));
  for (const name of ['lib', 'terminal', 'scripts', 'sql', 'runbooks', 'tsconfig.json', 'package.json'])
    cpSync(name, join(root, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('the terminal in one file is what its sources are, and is used only until one of them changes', async () => {
  expect(findTerminalBundle(root)).toBeNull();
  await bundleTerminal(root);
  const bundle = findTerminalBundle(root) as string;
  expect(bundle).toBe(join(root, '.next/rollback.mjs'));
  const { runTerminal, openInstallation } = await import(pathToFileURL(bundle).href);
  expect([typeof runTerminal, typeof openInstallation]).toEqual(['function', 'function']);
  // What a source finds beside itself, it still finds: it names its own place.
  expect(readFileSync(bundle, 'utf8')).not.toContain('import.meta.url');

  const before = new Date(Date.now() - 60_000);
  utimesSync(join(root, 'terminal/main.ts'), before, before);
  expect(findTerminalBundle(root)).toBeNull();
  await bundleTerminal(root);
  expect(findTerminalBundle(root)).toBe(bundle);
  rmSync(join(root, 'terminal/main.ts'));
  expect(findTerminalBundle(root)).toBeNull();
});
