/** `npm run shots -- DIR`. Plain Node up to where the packages are there. */
import { resolve } from 'node:path';
import { generateClient, installPackages } from './start/install.mjs';

const [folder, ...words] = process.argv.slice(2);
const target = folder && resolve(folder);
process.chdir(new URL('..', import.meta.url).pathname);

try {
  installPackages({ withTools: true });
  generateClient();
  const { register } = await import('tsx/esm/api');
  register();
  const { takeShots } = await import('./shots/main.ts');
  process.exitCode = await takeShots(target, words);
} catch (error) {
  console.error(error?.isSentence || error?.name === 'Refusal' ? error.message : error);
  process.exitCode = 1;
}
