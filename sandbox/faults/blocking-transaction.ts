import { Refusal } from '../../scripts/lib/refusal';
import { asOwner, asSuperuser } from '../connection';
import { databaseSql } from '../database';
import { startMonitor, stopMonitor } from '../monitor';
import { poll } from '../poll';
import type { Sandbox } from '../sandbox';
import { findDriverPython } from '../tools';
import type { Fault } from './fault';

const LOCK_WAIT_MS = 15_000;

const HOLDS_LOCK = `
  SELECT EXISTS (
    SELECT FROM pg_stat_activity AS a JOIN pg_locks AS l USING (pid)
    WHERE a.application_name = 'monitor_performance' AND l.mode = 'ShareLock' AND l.granted) AS yes`;

/** On postgres, which is there even while replyx is being swapped for another. */
async function holdsLock(sandbox: Sandbox): Promise<boolean> {
  const { rows } = await asSuperuser(sandbox, (client) => client.query<{ yes: boolean }>(HOLDS_LOCK), 'postgres');
  return rows[0]?.yes ?? false;
}

export const blockingTransaction: Fault = {
  key: 'blocking-transaction',
  title: 'Blocking transaction',
  effect:
    'Every API call waits three seconds and fails: monitor_performance keeps a transaction open that locks dialogs.',
  async on(sandbox) {
    if (await holdsLock(sandbox)) return;
    // Its first statement writes to the log, which a rollback may have dropped.
    await asOwner(sandbox, (client) => client.query(databaseSql('monitoring.sql')));
    await stopMonitor(sandbox.paths);
    startMonitor(sandbox.paths, await findDriverPython(), '--consistent');
    if (await poll(() => holdsLock(sandbox), LOCK_WAIT_MS, 100)) return;
    throw new Refusal('the monitoring process did not get its lock; see logs/monitor.log in the sandbox folder');
  },
  async off(sandbox) {
    if (!(await holdsLock(sandbox))) return;
    await stopMonitor(sandbox.paths);
    await poll(async () => !(await holdsLock(sandbox)), LOCK_WAIT_MS, 50);
    startMonitor(sandbox.paths, sandbox.programs.python);
  },
  isOn: holdsLock,
};
