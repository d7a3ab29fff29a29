import { Refusal, runScript } from '../scripts/lib/refusal';
import { faults } from './faults';
import { pathsFromEnvironment } from './paths';
import { resetSandbox } from './reset';
import { openSandbox, type Sandbox } from './sandbox';

const USAGE = `usage: SANDBOX_DIR=<folder> node --import tsx sandbox/cli.ts fault <${faults
  .map((fault) => fault.key)
  .join('|')}> <on|off|status>
       SANDBOX_DIR=<folder> node --import tsx sandbox/cli.ts reset`;

async function switchFault(sandbox: Sandbox, key: string | undefined, action: string | undefined): Promise<string> {
  const fault = faults.find((one) => one.key === key);
  if (fault === undefined) throw new Refusal(USAGE);
  if (action === 'on') await fault.on(sandbox);
  else if (action === 'off') await fault.off(sandbox);
  else if (action !== 'status') throw new Refusal(USAGE);
  return (await fault.isOn(sandbox)) ? 'on' : 'off';
}

async function run([command, ...args]: string[]): Promise<string> {
  if (command !== 'fault' && command !== 'reset') throw new Refusal(USAGE);
  const sandbox = openSandbox(pathsFromEnvironment());
  if (command === 'fault') return switchFault(sandbox, args[0], args[1]);
  await resetSandbox(sandbox);
  return 'the sandbox is as it was prepared';
}

runScript(async () => {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`);
});
