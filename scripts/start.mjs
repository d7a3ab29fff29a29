/**
 * `npm start`. Plain Node without packages, because it is what installs them.
 * What can be refused is refused here, before anything is installed, built or started.
 */
import { generateClient, installPackages } from './start/install.mjs';
import { checkMachine, checkPort, prepareDataFolder, readSettings } from './start/settings.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
process.env.NEXT_TELEMETRY_DISABLED = '1';

try {
  checkMachine();
  const settings = readSettings(process.env);
  prepareDataFolder(settings);
  await checkPort(settings);
  installPackages({ withTools: false });
  generateClient();
  await runSupervisor(settings);
} catch (error) {
  console.error(error?.isSentence || error?.name === 'Refusal' ? error.message : error);
  process.exit(1);
}

// In this very process: one less to start, and one less between a signal and those who must hear of it.
async function runSupervisor(settings) {
  const { register } = await import('tsx/esm/api');
  register();
  const { supervise } = await import('./start/main.ts');
  await supervise(settings);
}
