import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bundle as make } from './bundle';
import { findBundle } from './find-bundle.mjs';
import { workerWords } from './worker-words.mjs';

// Everything that the product has is put together, each time anew.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'bundle-'));
  for (const name of ['lib', 'terminal', 'worker', 'scripts', 'sql', 'runbooks', 'tsconfig.json', 'package.json'])
    cpSync(name, join(root, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('the terminal in one file is what its sources are, and is used only until one of them changes', async () => {
  expect(findBundle(root, 'rollback')).toBeNull();
  await make('rollback', root);
  const bundle = findBundle(root, 'rollback') as string;
  expect(bundle).toBe(join(root, '.next/rollback.mjs'));
  const { runTerminal, openInstallation } = await import(pathToFileURL(bundle).href);
  expect([typeof runTerminal, typeof openInstallation]).toEqual(['function', 'function']);
  // What a source finds beside itself, it still finds: it names its own place.
  expect(readFileSync(bundle, 'utf8')).not.toContain('import.meta.url');

  const before = new Date(Date.now() - 60_000);
  utimesSync(join(root, 'terminal/main.ts'), before, before);
  expect(findBundle(root, 'rollback')).toBeNull();
  await make('rollback', root);
  expect(findBundle(root, 'rollback')).toBe(bundle);
  rmSync(join(root, 'terminal/main.ts'));
  expect(findBundle(root, 'rollback')).toBeNull();
});

it('a worker runs from one file where that is of its sources, and from the sources where it is not', async () => {
  expect(workerWords(root)).toContain('worker/main.ts');
  await make('worker', root);
  expect(workerWords(root)).toEqual([join(root, '.next/worker.mjs')]);
  // The helper that starts its commands is a file of its own, named as where it was written.
  expect(readFileSync(join(root, '.next/worker.mjs'), 'utf8')).toContain('lib/server/targets/spawner-client.ts');
  const before = new Date(Date.now() - 60_000);
  utimesSync(join(root, 'worker/main.ts'), before, before);
  expect(workerWords(root)).toContain('worker/main.ts');
});
