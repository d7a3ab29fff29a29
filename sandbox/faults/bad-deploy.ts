import { reloadBackend } from '../pm2';
import { git } from '../repository';
import type { Sandbox } from '../sandbox';
import type { Fault } from './fault';

/** Moves main itself, as a deploy does: from then on checking main out again mends nothing. */
async function deploy(sandbox: Sandbox, commit: string): Promise<void> {
  await git(sandbox.paths, ['checkout', '--quiet', '--force', '-B', 'main', commit]);
  await reloadBackend(sandbox.paths);
}

const head = ({ paths }: Sandbox) => git(paths, ['rev-parse', 'HEAD']);

export const badDeploy: Fault = {
  key: 'bad-deploy',
  title: 'Bad deploy',
  effect: 'More than 90 % of all calls fail with 503: the new code never gives its session leases back.',
  async on(sandbox) {
    if (!(await badDeploy.isOn(sandbox))) await deploy(sandbox, sandbox.prepared.commits.bad);
  },
  async off(sandbox) {
    if (await badDeploy.isOn(sandbox)) await deploy(sandbox, sandbox.prepared.commits.stable);
  },
  isOn: async (sandbox) => (await head(sandbox)) === sandbox.prepared.commits.bad,
};
