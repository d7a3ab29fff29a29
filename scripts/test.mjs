/** `npm test [-- types lint unit integration faults hostile e2e]`. Plain Node without packages, because it is what installs them. */
import { generateClient, installPackages } from './start/install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
process.env.NEXT_TELEMETRY_DISABLED = '1';

try {
  installPackages({ withTools: true });
  generateClient();
  const { register } = await import('tsx/esm/api');
  register();
  const { runSuites } = await import('./test/main.ts');
  process.exitCode = await runSuites(process.argv.slice(2));
} catch (error) {
  console.error(error?.isSentence ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
