import { join, resolve } from 'node:path';
import { findEmbeddedStoreUrl } from '../lib/embedded-store';
import { assertStoreIsCurrent } from '../lib/migrate';
import { Refusal } from '../lib/refusal';
import { readSecrets } from '../start/secrets';
import { readSettings } from '../start/settings.mjs';

/**
 * Puts the installation's own settings into this process's environment, as `npm start` gives them to web and worker:
 * the store is DATABASE_URL's or the running embedded one of the data folder. Makes nothing. Refuses in a sentence
 * where no console has been started yet, its store does not run, or belongs to another release.
 */
export async function openInstallation(root: string): Promise<void> {
  const dataDir = resolve(root, process.env.CONSOLE_DATA_DIR || '.data');
  const settings = readSettings({ ...process.env, CONSOLE_DATA_DIR: dataDir });
  const secrets = readOwnSecrets(dataDir);
  const url = settings.databaseUrl ?? findEmbeddedStoreUrl(join(dataDir, 'store'));
  if (!secrets || !url) {
    throw new Refusal(
      `There is no console in ${dataDir}: run this where the console runs, with the same CONSOLE_DATA_DIR and DATABASE_URL.`,
    );
  }
  Object.assign(process.env, {
    ...secrets,
    DATABASE_URL: url,
    CONSOLE_DATA_DIR: dataDir,
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || `http://localhost:${settings.port}`,
    // Its log goes to standard output, which is for the answer here; what went wrong is said by the terminal itself.
    LOG_LEVEL: 'silent',
  });
  await assertStoreIsCurrent(url).catch((cause: unknown) => {
    const isAway = cause instanceof Refusal && cause.message.includes('ECONNREFUSED');
    throw isAway && !settings.databaseUrl
      ? new Refusal(`The console in ${dataDir} does not run: start it with npm start.`, { cause })
      : cause;
  });
}

function readOwnSecrets(dataDir: string): ReturnType<typeof readSecrets> {
  try {
    return readSecrets(dataDir);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal(
      `The secrets in ${dataDir} cannot be read (${(cause as { code?: string }).code}): run this as the user that runs the console.`,
      { cause },
    );
  }
}
