import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';

const OLDEST_NODE = [20, 19];

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string} host The address to listen on; only this machine unless said otherwise.
 * @property {string} dataDir
 * @property {string | undefined} databaseUrl Undefined means a store of our own.
 * @property {string | undefined} databaseOwnerUrl Whoever owns the tables of that store; undefined means the same user.
 */

/** A failure that one sentence explains; start.mjs prints it without a stack. */
export class Sentence extends Error {
  isSentence = true;
}

/** Refuses a Node on which the console cannot run. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    const wanted = OLDEST_NODE.join('.');
    throw new Sentence(
      `Node ${process.versions.node} is too old: install Node ${wanted} or newer (https://nodejs.org).`,
    );
  }
}

/** Refuses a Node or a machine on which the console cannot run. */
export function checkMachine() {
  checkNode();
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Sentence('git is not installed: rollbacks check out commits with it (Debian: apt-get install git).');
  }
}

/**
 * Reads what a start needs to know from the environment.
 * @param {NodeJS.ProcessEnv} variables
 * @returns {Settings}
 */
export function readSettings(variables) {
  const port = Number(variables.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Sentence(`PORT is "${variables.PORT}", which is no port: use a number from 1 to 65535.`);
  }
  const [databaseUrl, databaseOwnerUrl] = ['DATABASE_URL', 'DATABASE_OWNER_URL'].map((name) => {
    const url = variables[name] || undefined;
    if (url && !/^postgres(ql)?:\/\//.test(url))
      throw new Sentence(`${name} is not the address of a PostgreSQL: it begins with postgresql://`);
    return url;
  });
  if (databaseOwnerUrl && !databaseUrl)
    throw new Sentence(
      'DATABASE_OWNER_URL owns a store of your own: name the one that the console uses in DATABASE_URL.',
    );
  return {
    port,
    host: variables.CONSOLE_HOST || '127.0.0.1',
    dataDir: resolve(variables.CONSOLE_DATA_DIR || '.data'),
    databaseUrl,
    databaseOwnerUrl,
  };
}

/**
 * Makes the data folder, or says why it cannot be used.
 * @param {Settings} settings
 */
export function prepareDataFolder({ dataDir }) {
  try {
    makeFolders(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Sentence(
      `The data folder ${dataDir} cannot be written (${error.code}): ` +
        'mend its rights or name another one in CONSOLE_DATA_DIR.',
    );
  }
}

// One by one: asked for all of them in a place where none can be made (/proc), Node 20 tries again for ever.
function makeFolders(folder) {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder, { mode: 0o755 });
}

/**
 * Finds out by listening for a moment whether the port is free.
 * @param {Settings} settings
 */
export async function checkPort({ port, host }) {
  const server = createServer();
  const failure = await new Promise((done) => {
    server.once('error', done);
    server.listen({ port, host }, () => done(undefined));
  });
  if (failure) throw new Sentence(describeListenFailure(failure, port));
  await new Promise((done) => server.close(done));
}

function describeListenFailure(failure, port) {
  if (failure.code === 'EADDRINUSE') {
    return `Port ${port} is in use: stop the program that uses it, or choose another with PORT=3001 npm start.`;
  }
  return `Port ${port} cannot be used (${failure.code}): choose another with PORT=3001 npm start.`;
}
