import type { Finding } from '@/lib/contracts/plan';
import { parseServices } from '../services';
import { block, ok, warn } from './finding';
import type { Said } from './git';

/** The process that a reload is for: one that is not there has nothing to reload, one that is down is started by it. */
export function judgeProcess(name: string, status: Said): Finding {
  const key = 'process-online';
  if (!status.isOk)
    return block(key, `pm2's list of processes cannot be read: ${status.why}.`, `${MEND} nothing can be reloaded.`);
  const instances = parseServices(status.text).filter((p) => p.name === name);
  if (instances.length === 0)
    return block(
      key,
      `pm2 knows no process ${name}, so there is nothing to reload.`,
      'Start it under that name, or correct the name in the runbook.',
    );
  const words = instances.map((p) => `${p.name} ${p.instance}: ${p.status}, ${p.restarts} restarts`);
  if (instances.some((p) => p.status !== 'online'))
    return warn(key, `${name} is not online now; the reload starts it.`, 'Watch the output of the reload.', words);
  const count = `${instances.length} ${instances.length === 1 ? 'process' : 'processes'}`;
  return ok(key, `${name} is online, ${count}.`, words);
}

const MEND = 'Mend pm2 on the host: without it';

/** Starting everything again also starts what was not running before. */
export function judgeServices(status: Said): Finding {
  const key = 'services';
  if (!status.isOk)
    return block(
      key,
      `pm2's list of processes cannot be read: ${status.why}.`,
      `${MEND} nothing can be stopped or started.`,
    );
  const processes = parseServices(status.text);
  const words = processes.map((p) => `${p.name} ${p.instance}: ${p.status}`);
  const off = processes.filter((p) => p.status !== 'online');
  if (off.length === 0) return ok(key, `pm2 keeps ${processes.length} processes, all online.`, words);
  return warn(
    key,
    `${off.length} of ${processes.length} processes are not online; starting all starts them, too.`,
    'Delete from pm2 what should stay off, or stop it again afterwards.',
    words,
  );
}

/** A failing endpoint is what the rollback should mend, so it blocks nothing; it is shown for what it is. */
export function judgeEndpoints(
  answers: readonly { title: string; method: string; url: string; isOk: boolean; sentence: string }[],
): Finding {
  const key = 'endpoints';
  const details = answers.map(({ method, url, sentence }) => `${method} ${url}: ${sentence}`);
  const failing = answers.filter(({ isOk }) => !isOk);
  const titles = (some: typeof answers) => some.map(({ title }) => title).join(' and ');
  if (failing.length === 0) return ok(key, `${titles(answers)} answer${answers.length === 1 ? 's' : ''} now.`, details);
  const fail = `${titles(failing)} fail${failing.length === 1 ? 's' : ''}`;
  return ok(key, `Before the rollback, ${fail}: ${failing[0]?.sentence}`, details);
}
