/** `npm run hostile [-- --json FILE | --only ID]`. Plain Node up to where the packages are there. */
import { generateClient, installPackages } from './start/install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);

try {
  installPackages({ withTools: true });
  generateClient();
  const { register } = await import('tsx/esm/api');
  register();
  const { feedHostileInputs } = await import('./hostile/main.ts');
  process.exitCode = await feedHostileInputs(process.argv.slice(2));
} catch (error) {
  console.error(error?.isSentence ? error.message : error);
  process.exitCode = 1;
}
