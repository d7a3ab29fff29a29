import { Refusal, runScript } from '../scripts/lib/refusal';
import { restartCluster } from './cluster';
import { exclusively } from './exclusive';
import { faults } from './faults';
import type { Fault } from './faults/fault';
import { startMonitor } from './monitor';
import { pathsFromEnvironment } from './paths';
import { resetSandbox } from './reset';
import { openSandbox, type Sandbox } from './sandbox';

const USAGE = `usage: SANDBOX_DIR=<folder> node --import tsx sandbox/cli.ts <command>

  faults [--json]           every fault, whether it is on, and what users notice of it
  fault KEY on|off|status   switches one fault, and prints what it is then
  reset                     brings everything back to the prepared state
  restart-cluster           restarts the sandbox's PostgreSQL, and waits until it takes connections
  start-monitor             starts the monitoring process, unless it runs

The sandbox has to run (sandbox/main.ts). KEY is one of:
  ${faults.map((fault) => fault.key).join('\n  ')}`;

const state = async (fault: Fault, sandbox: Sandbox) => ((await fault.isOn(sandbox)) ? 'on' : 'off');

async function switchFault(sandbox: Sandbox, key: string | undefined, action: string | undefined): Promise<string> {
  const fault = faults.find((one) => one.key === key);
  if (fault === undefined) throw new Refusal(`there is no fault "${key ?? ''}"\n\n${USAGE}`);
  if (action === 'on') await exclusively(sandbox.paths, () => fault.on(sandbox));
  else if (action === 'off') await exclusively(sandbox.paths, () => fault.off(sandbox));
  else if (action !== 'status') throw new Refusal(`say what to do with ${key}: on, off or status\n\n${USAGE}`);
  return state(fault, sandbox);
}

/** A fault whose state cannot be seen, because its database is away, does not hide the others. */
async function listFaults(sandbox: Sandbox, [format]: string[]): Promise<string> {
  const states: string[] = [];
  // One after the other: a server that is short of connections is what some of them are about.
  for (const fault of faults) states.push(await state(fault, sandbox).catch(() => 'unknown'));
  if (format === '--json') return JSON.stringify(Object.fromEntries(faults.map(({ key }, n) => [key, states[n]])));
  const width = Math.max(...faults.map((fault) => fault.key.length));
  return faults.map(({ key, effect }, n) => `${key.padEnd(width)}  ${states[n]?.padEnd(7)}  ${effect}`).join('\n');
}

const COMMANDS: Record<string, (sandbox: Sandbox, args: string[]) => Promise<string>> = {
  faults: listFaults,
  fault: (sandbox, [key, action]) => switchFault(sandbox, key, action),
  async reset(sandbox) {
    await exclusively(sandbox.paths, () => resetSandbox(sandbox));
    return 'the sandbox is as it was prepared';
  },
  async 'restart-cluster'(sandbox) {
    await exclusively(sandbox.paths, () => restartCluster(sandbox.paths));
    return 'PostgreSQL was restarted and takes connections';
  },
  async 'start-monitor'({ paths, programs }) {
    startMonitor(paths, programs.python);
    return 'the monitoring process runs';
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
