import { resetSandboxSchema, switchFaultSchema } from '@/lib/contracts/inputs';
import { getReset } from '@/lib/server/targets/get-reset';
import type { TargetItem } from '@/lib/server/targets/list-targets';
import { resetSandbox } from '@/lib/server/targets/reset-sandbox';
import { switchFault } from '@/lib/server/targets/switch-fault';
import { type Answer, type Command, command } from '../command';
import { workerError } from '../errors';
import { findTarget } from '../targets';
import type { Terminal } from '../terminal';

const LIMIT_MS = 3 * 60_000;
/** Beyond the time that the worker gives the sandbox's own command. */
const RESET_LIMIT_MS = 6 * 60_000;
type Options = { target?: string };
type Fault = TargetItem['faults'][number];
const TARGET = ['--target <key>', 'the sandbox (default: the only one)'] as const;

const faults = command<Options>({
  name: 'faults',
  about: 'The faults that can be switched, and which are on',
  options: (parser) => parser.option(...TARGET),
  examples: [['npx rollback sandbox faults', 'with what users would notice']],
  run: async (at, _args, { target }) => listed(await findSandbox(at, target)),
});

const on = switching('on', true, 'Break it on purpose: switch a fault on');
const off = switching('off', false, 'Switch a fault off');

/** Faults are switched by the worker; the answer waits until it has seen that they are. */
function switching(name: string, isOn: boolean, about: string): Command {
  return command<Options>({
    name,
    args: [['<fault>', 'its key, as npx rollback sandbox faults lists them']],
    about,
    options: (parser) => parser.option(...TARGET),
    examples: [[`npx rollback sandbox ${name} bad-deploy`, 'and wait until it is so']],
    run: async (at, [fault], { target }) => {
      const { key } = await findSandbox(at, target);
      await at.act(switchFaultSchema, { targetKey: key, fault: fault as string, isOn }, switchFault);
      const sandbox = await at.until(
        () => findSandbox(at, key),
        ({ faults: all }) => isSwitched(all.find((one) => one.key === fault) as Fault, isOn),
        { timeoutMs: LIMIT_MS, what: `Switching ${fault} ${name}` },
      );
      return listed(sandbox);
    },
  });
}

const reset = command<Options>({
  name: 'reset',
  about: 'Have the worker put it back as it was prepared: faults off, code, indexes, rows and services',
  options: (parser) => parser.option(...TARGET),
  examples: [['npx rollback sandbox reset', 'takes about half a minute, and waits for it']],
  run: async (at, _args, { target }) => {
    const { key } = await findSandbox(at, target);
    await at.act(resetSandboxSchema, { targetKey: key }, resetSandbox);
    at.screen.progress('The worker puts it back');
    const seen = await at.until(
      () => at.read((me) => getReset(me, key), 'reset'),
      ({ state }) => state !== 'asked',
      { timeoutMs: RESET_LIMIT_MS, what: 'Putting the sandbox back' },
    );
    at.screen.clear();
    if (seen.state === 'failed') throw workerError(seen.error);
    return listed(await findSandbox(at, key));
  },
});

export const sandbox: Command = {
  name: 'sandbox',
  about: 'Break the sandbox on purpose, and mend it; sandbox targets only',
  examples: [['npx rollback sandbox on bad-deploy', 'then declare, plan, approve and run']],
  children: [faults, on, off, reset],
};

/** A press ends the trouble of the one before, so that what is there now is this one's. */
function isSwitched({ isOn, trouble }: Fault, wanted: boolean): boolean {
  if (!trouble) return isOn === wanted;
  throw workerError(trouble.error);
}

const findSandbox = (at: Terminal, key: string | undefined) => findTarget(at, key, { isSandbox: true });

function listed({ key, faults: all }: TargetItem): Answer {
  return {
    value: { target: key, faults: all.map(({ trouble: _, ...fault }) => fault) },
    print: (screen) => {
      for (const fault of all) {
        const state = fault.isOn === null ? 'not looked at yet' : fault.isOn ? 'ON' : 'off';
        screen.line(
          fault.isOn ? ['red', state] : state,
          '  ',
          ['bold', fault.key],
          `  ${fault.title}: ${fault.effect}`,
        );
      }
    },
  };
}
