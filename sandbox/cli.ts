import { Refusal, runScript } from '../scripts/lib/refusal';
import { restartCluster } from './cluster';
import { faults } from './faults';
import type { Fault } from './faults/fault';
import { pathsFromEnvironment } from './paths';
import { resetSandbox } from './reset';
import { openSandbox, type Sandbox } from './sandbox';

const USAGE = `usage: SANDBOX_DIR=<folder> node --import tsx sandbox/cli.ts <command>

  faults                    every fault, whether it is on, and what users notice of it
  fault KEY on|off|status   switches one fault, and prints what it is then
  reset                     brings everything back to the prepared state
  restart-cluster           restarts the sandbox's PostgreSQL, and waits until it takes connections

The sandbox has to run (sandbox/main.ts). KEY is one of: ${faults.map((fault) => fault.key).join(', ')}`;

const state = async (fault: Fault, sandbox: Sandbox) => ((await fault.isOn(sandbox)) ? 'on' : 'off');

async function switchFault(sandbox: Sandbox, key: string | undefined, action: string | undefined): Promise<string> {
  const fault = faults.find((one) => one.key === key);
  if (fault === undefined) throw new Refusal(`there is no fault "${key ?? ''}"\n${USAGE}`);
  if (action === 'on') await fault.on(sandbox);
  else if (action === 'off') await fault.off(sandbox);
  else if (action !== 'status') throw new Refusal(`a fault is switched on or off, or asked for its status\n${USAGE}`);
  return state(fault, sandbox);
}

async function listFaults(sandbox: Sandbox): Promise<string> {
  const width = Math.max(...faults.map((fault) => fault.key.length));
  const lines: string[] = [];
  for (const fault of faults) {
    lines.push(`${fault.key.padEnd(width)}  ${(await state(fault, sandbox)).padEnd(3)}  ${fault.effect}`);
  }
  return lines.join('\n');
}

const COMMANDS: Record<string, (sandbox: Sandbox, args: string[]) => Promise<string>> = {
  faults: listFaults,
  fault: (sandbox, [key, action]) => switchFault(sandbox, key, action),
  async reset(sandbox) {
    await resetSandbox(sandbox);
    return 'the sandbox is as it was prepared';
  },
  async 'restart-cluster'(sandbox) {
    await restartCluster(sandbox.paths);
    return 'PostgreSQL was restarted and takes connections';
  },
};

async function run([name = '', ...args]: string[]): Promise<string> {
  if (['help', '--help', '-h'].includes(name)) return USAGE;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Refusal(USAGE);
  return command(openSandbox(pathsFromEnvironment()), args);
}

runScript(async () => {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`);
});
