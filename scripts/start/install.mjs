import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Sentence } from './settings.mjs';

const SCHEMA = 'prisma/schema.prisma';
const CLIENT = 'lib/server/generated/prisma';
const CLIENT_MARK = `${CLIENT}/.made-from`;

/**
 * Installs the packages of package-lock.json when they are not the ones in node_modules.
 * @param {{ withTools: boolean }} options Tools are what only tests need.
 */
export function installPackages({ withTools }) {
  if (isInstalled(withTools)) return;
  console.log('Installing packages (once, about a minute) ...');
  const tools = withTools ? ['--include=dev'] : [];
  run(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...tools],
    {},
    'The packages could not be installed',
  );
}

/** Writes the store's client from its schema when the schema has changed. */
export function generateClient() {
  const mark = createHash('sha256')
    .update(readFileSync(SCHEMA))
    .update(readFileSync('node_modules/prisma/package.json'))
    .digest('hex');
  if (existsSync(CLIENT_MARK) && readFileSync(CLIENT_MARK, 'utf8') === mark) return;
  const environment = {
    // Generating needs no schema engine, but the CLI would download one unless it is told that there is one.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const cli = ['node_modules/prisma/build/index.js', 'generate', '--no-hints'];
  run(process.execPath, cli, environment, "The store's client could not be generated");
  writeFileSync(CLIENT_MARK, mark);
}

// npm writes what it has installed into node_modules, last of all: an interrupted installation does not look whole.
function isInstalled(withTools) {
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(readPackages('package-lock.json')).every(([path, wanted]) => {
    // Packages for other platforms are never installed, and who starts the console may leave the tools out.
    const isNeeded = path !== '' && !wanted.optional && !wanted.devOptional && (withTools || !wanted.dev);
    return !isNeeded || installed[path]?.version === wanted.version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function run(command, words, variables, failure) {
  const result = spawnSync(command, words, {
    env: { ...process.env, ...variables },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status === 0) return;
  const said = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim() || String(result.error);
  // npm goes on with a page about its options, which would push its reason out of sight.
  throw new Sentence(`${failure}:\n${said.split('\n').slice(0, 12).join('\n')}`);
}
