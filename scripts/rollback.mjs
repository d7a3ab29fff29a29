#!/usr/bin/env node
/** `npx rollback`: plain Node up to where the packages are known to be there. The commands are in terminal/. */
import { existsSync } from 'node:fs';
import { register as registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findBundle } from './start/find-bundle.mjs';
import { checkNode, Sentence } from './start/settings.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NEEDED = ['node_modules/tsx', 'node_modules/commander', 'lib/server/generated/prisma/client.ts'];

try {
  checkNode();
  if (!NEEDED.every((path) => existsSync(join(ROOT, path))))
    throw new Sentence(`The console in ${ROOT} is not installed yet: run npm start in it once.`);
  await runTerminal();
} catch (error) {
  if (!error?.isSentence) throw error;
  const refusal = { code: 'unexpected', message: error.message, remedy: '' };
  if (process.argv.includes('--json')) console.log(JSON.stringify({ ok: false, error: refusal }, null, 2));
  else console.error(error.message);
  process.exitCode = 1;
}

async function runTerminal() {
  const { openInstallation, runTerminal } = await loadTerminal();
  await runTerminal({
    words: process.argv.slice(2),
    environment: process.env,
    openStore: () => openInstallation(ROOT),
  });
}

async function loadTerminal() {
  const bundle = findBundle(ROOT, 'rollback');
  if (bundle) return import(pathToFileURL(bundle).href);
  const { register } = await import('tsx/esm/api');
  // Called from any folder: what is named on the command line is meant from there, the sources are here.
  register({ tsconfig: join(ROOT, 'tsconfig.json') });
  registerHooks('./rollback/server-only-hook.mjs', import.meta.url);
  const { openInstallation } = await import('./rollback/open-installation.ts');
  const { runTerminal } = await import('../terminal/main.ts');
  return { openInstallation, runTerminal };
}
