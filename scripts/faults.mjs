/** `npm run faults [-- --short | --long | --seed N | --json FILE | --only NAME]`. Plain Node up to where the packages are there. */
import { pathToFileURL } from 'node:url';
import { bundleProgram } from './start/bundle-program.mjs';
import { bundleFiles } from './start/find-bundle.mjs';
import { generateClient, installPackages } from './start/install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);

try {
  installPackages({ withTools: true });
  generateClient();
  // The very worker that is killed is the one that `npm start` runs.
  for (const name of ['worker', 'faults']) bundleProgram(name);
  const { tryFaults } = await import(pathToFileURL(bundleFiles('faults').bundle).href);
  process.exitCode = await tryFaults(process.argv.slice(2));
} catch (error) {
  console.error(error?.isSentence ? error.message : error);
  process.exitCode = 1;
}
