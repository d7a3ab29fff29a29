import { deployRelease, listReleases, withdrawRelease } from '../releases';
import type { Sandbox } from '../sandbox';
import type { Fault } from './fault';

const isOn = async (sandbox: Sandbox) => (await listReleases(sandbox)).includes('bad');

export const badDeploy: Fault = {
  key: 'bad-deploy',
  title: 'Bad deploy',
  effect: 'More than 90 % of all calls fail with 503: the new code never gives its session leases back.',
  async on(sandbox) {
    if (!(await isOn(sandbox))) await deployRelease(sandbox, 'bad');
  },
  off: (sandbox) => withdrawRelease(sandbox, 'bad'),
  isOn,
};
