import 'server-only';
import type { Finding, Plan, RenderedStep } from '@/lib/contracts/plan';
import { isOnWay } from '@/lib/domain/branches';
import { displayArgv } from '@/lib/domain/command-policy';
import { type HostAction, runsOnHosts } from '@/lib/domain/host-actions';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { mayRunArgv, readSudo } from '@/lib/domain/sudo';
import type { ReachableTarget } from '../../targets/get-target';
import { lookOnHost } from '../../targets/run-on-host';

type CommandStep = RenderedStep & { action: HostAction };
type Use = { host: string; step: CommandStep; isOnWay: boolean };
type Looker = { target: ReachableTarget; tag: string };

const TIMEOUT_MS = 15_000;

/**
 * Whether every host that the plan runs something on lets the console in, with the key that is pinned for it, and lets it
 * run through sudo what it is to run, without a password. What only an alternative needs is a warning.
 */
export async function lookAtHosts(plan: Plan, looker: Looker): Promise<Finding[]> {
  const uses = plan.steps.filter(isCommand).flatMap((step) => usesOf(step, plan.branch));
  const hosts = [...new Set(uses.map(({ host }) => host))].filter((key) => isRemote(looker.target, key));
  const reached = await Promise.all(hosts.map((host) => lookAtOne(host, uses, looker)));
  const shut = new Set(hosts.filter((_, index) => reached[index]?.verdict !== 'ok'));
  const open = uses.filter(({ host }) => !shut.has(host));
  const [viaSudo, scripts] = await Promise.all([lookAtSudo(open, looker), lookAtScripts(open, looker)]);
  return [...reached, ...viaSudo, ...scripts];
}

const isCommand = (step: RenderedStep): step is CommandStep => runsOnHosts(step.action) && step.plannedSkip === null;
const isRemote = ({ inventory }: ReachableTarget, key: string) =>
  inventory.hosts.some((host) => host.key === key && host.kind === 'ssh');

function usesOf(step: CommandStep, branch: string): Use[] {
  const { host, fanOut } = step.action;
  return (fanOut?.hosts ?? [host]).map((one) => ({ host: one, step, isOnWay: isOnWay(step.branch, branch) }));
}

async function lookAtOne(host: string, uses: readonly Use[], { target, tag }: Looker): Promise<Finding> {
  const result = await lookOnHost(target, { host, argv: ['true'] }, { timeoutMs: TIMEOUT_MS, tag });
  const key = `host-${host}`;
  if (result.ending === 'exited' && result.exitCode === 0)
    return ok(key, `${host} lets the console in, with its pinned key.`);
  const needs = uses.find((use) => use.host === host && use.isOnWay);
  const sentence = `${host} cannot be used: ${result.error ?? `it answered with exit code ${result.exitCode}`}`;
  const remedy = 'An administrator looks at it with npx rollback target check. Then look again.';
  return needs ? block(key, sentence, remedy) : warn(key, `${sentence} Only an alternative needs it.`, remedy);
}

/** Whether the very shell that is to run a script reads it: another one than the policy's parser, and the one that counts. */
async function lookAtScripts(uses: readonly Use[], { target, tag }: Looker): Promise<Finding[]> {
  const scripts = uses.flatMap(({ host, step, isOnWay: isNeeded }) =>
    step.action.kind === 'script' ? [{ host, step, isNeeded, text: step.action.text }] : [],
  );
  return Promise.all(
    scripts.map(async ({ host, step, isNeeded, text }): Promise<Finding> => {
      const look = { host, argv: ['bash', '--norc', '-n', '-o', 'pipefail'], input: text };
      const result = await lookOnHost(target, look, { timeoutMs: TIMEOUT_MS, tag });
      const key = `script-${step.key}-${host}`;
      if (result.ending === 'exited' && result.exitCode === 0 && result.stderr.trim() === '')
        return ok(key, `bash on ${host} reads the script of "${step.title}".`);
      const why = result.stderr.trim().split('\n')[0] || result.error || `exit code ${result.exitCode}`;
      const sentence = `bash on ${host} does not read the script of "${step.title}": ${why}.`;
      const remedy = 'Install bash there, or correct the script in the runbook. Then look again.';
      return isNeeded ? block(key, sentence, remedy) : warn(key, `${sentence} Only an alternative needs it.`, remedy);
    }),
  );
}

/** One question for each command and host, however many steps run it. */
async function lookAtSudo(uses: readonly Use[], looker: Looker): Promise<Finding[]> {
  const viaSudo = uses.flatMap((use) => {
    const sudo = use.step.action.kind === 'command' ? readSudo(use.step.action.argv) : null;
    return sudo ? [{ ...use, sudo, id: displayArgv([use.host, ...mayRunArgv(sudo)]) }] : [];
  });
  const firsts = viaSudo.filter((one, index) => viaSudo.findIndex(({ id }) => id === one.id) === index);
  const seen = await Promise.all(
    firsts.map(async (one) => {
      const needs = viaSudo.find(({ id, isOnWay: needed }) => id === one.id && needed);
      return { ...one, needs, why: await whyNot(one, looker) };
    }),
  );
  const refused = seen.filter(({ why }) => why !== null);
  const allowed = seen.filter(({ why }) => why === null);
  const findings = refused.map(({ host, sudo, needs, why }, index): Finding => {
    const command = displayArgv(sudo.command);
    const sentence = `sudo on ${host} does not let the console run ${command} without a password: ${why}.`;
    const remedy = `Allow exactly that with NOPASSWD in the host's sudoers, for the user that the console signs in as.`;
    const key = `sudo-${host}-${index + 1}`;
    return needs ? block(key, sentence, remedy) : warn(key, `${sentence} Only an alternative needs it.`, remedy);
  });
  if (allowed.length === 0) return findings;
  const details = allowed.map(({ host, sudo }) => `${host}: ${displayArgv(sudo.command)}`);
  return [
    ok('sudo', `sudo lets the console run what the plan needs: ${allowed.length} commands.`, details),
    ...findings,
  ];
}

async function whyNot(
  { host, sudo }: { host: string; sudo: NonNullable<ReturnType<typeof readSudo>> },
  { target, tag }: Looker,
) {
  const result = await lookOnHost(target, { host, argv: mayRunArgv(sudo) }, { timeoutMs: TIMEOUT_MS, tag });
  if (result.ending === 'exited' && result.exitCode === 0) return null;
  return result.stderr.trim().split('\n').at(-1) || result.error || `exit code ${result.exitCode ?? result.ending}`;
}
