/** `npm run faults [-- --short | --long | --seed N | --json FILE | --only NAME]`. Plain Node up to where the packages are there. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { bundleFiles } from './start/find-bundle.mjs';
import { generateClient, installPackages } from './start/install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);

try {
  installPackages({ withTools: true });
  generateClient();
  // The very worker that is killed is the one that `npm start` runs.
  for (const name of ['worker', 'faults']) bundle(name);
  const { tryFaults } = await import(pathToFileURL(bundleFiles('faults').bundle).href);
  process.exitCode = await tryFaults(process.argv.slice(2));
} catch (error) {
  console.error(error?.isSentence ? error.message : error);
  process.exitCode = 1;
}

function bundle(name) {
  const words = ['--conditions=react-server', '--import', 'tsx', 'scripts/start/run-bundle.ts', name];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} could not be put into one file`);
}
