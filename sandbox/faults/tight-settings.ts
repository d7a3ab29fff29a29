import { restartWithSettings } from '../cluster';
import { asSuperuser } from '../connection';
import type { Sandbox } from '../sandbox';
import { OPTIMISED_SETTINGS } from '../system-settings';
import type { Fault } from './fault';

/** Enough for the console, too few for the API, which leaves the last twelve alone. */
const TIGHT_SETTINGS = {
  max_connections: '14',
  work_mem: '64kB',
  shared_preload_libraries: 'pg_stat_statements,auto_explain',
};

/** On postgres, which is there even while replyx is being swapped for another. */
async function isTight(sandbox: Sandbox): Promise<boolean> {
  const { rows } = await asSuperuser(sandbox, (client) => client.query('SHOW max_connections'), 'postgres');
  return rows[0]?.max_connections === TIGHT_SETTINGS.max_connections;
}

export const tightSettings: Fault = {
  key: 'tight-settings',
  title: 'Tight settings',
  effect: 'Every API call fails for lack of connections: the vector tuning left the server with max_connections = 14.',
  async on(sandbox) {
    if (!(await isTight(sandbox))) await restartWithSettings(sandbox.paths, TIGHT_SETTINGS);
  },
  async off(sandbox) {
    if (await isTight(sandbox)) await restartWithSettings(sandbox.paths, OPTIMISED_SETTINGS);
  },
  isOn: isTight,
};
