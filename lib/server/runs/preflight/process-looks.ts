import 'server-only';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { type ListedProcess, parseProcessList, processesOf, renderProcessIds } from '@/lib/domain/process-list';
import { ofThisTarget, PROCESS_LIST } from '../own-processes';
import { already, ask, type Look, type LookContext, type Looked, many } from './look';

const KEY = 'script-processes';

/**
 * Exactly the processes that run one of the scripts in this target's checkout, each by its id and start time.
 * `stopping`: the branches that stop them, which are no way where there is none.
 */
export const scriptProcesses: Look = async (context, args) => {
  const scripts = many(args, 'scripts');
  const isStopping = many(args, 'stopping').includes(context.branch);
  const listed = await ask(context, PROCESS_LIST);
  if (!listed.isOk) {
    const remedy = 'Install ps (package procps) on the host, then look again.';
    return { findings: [block(KEY, `The host's processes cannot be listed: ${listed.why}.`, remedy)] };
  }
  const list = parseProcessList(listed.text);
  const own = await ofThisTarget(processesOf(list, scripts), context);
  const mentions = list.filter((one) => !own.includes(one) && scripts.some((script) => one.args.includes(script)));
  const seen = own.length > 0 ? found(own, scripts, isStopping) : noneFound(context, scripts, isStopping);
  return { ...seen, findings: [...seen.findings, ...leftAlone(mentions)] };
};

function found(own: ListedProcess[], scripts: string[], isStopping: boolean): Looked {
  const sentence = `${own.length === 1 ? '1 process runs' : `${own.length} processes run`} ${scripts[0]}.`;
  const remedy = 'Plan the way that stops them, unless they are to go on.';
  const details = own.map(describe);
  return {
    findings: [
      isStopping ? ok(KEY, sentence, details) : warn(KEY, `${sentence} This way leaves them.`, remedy, details),
    ],
    facts: {
      script_pids: own.map(({ pid }) => pid).join(','),
      script_processes: renderProcessIds(own),
      script_count: String(own.length),
    },
  };
}

function noneFound(context: LookContext, scripts: string[], isStopping: boolean): Looked {
  const sentence = `No process of this checkout runs ${scripts[0]}.`;
  const remedy = 'There is nothing to stop: plan the way for a monitor that is stopped already.';
  const because = 'No such process was running when the preflight looked.';
  return {
    findings: [isStopping ? already(context, KEY, sentence, remedy) : ok(KEY, sentence)],
    missingFacts: { script_pids: because, script_processes: because, script_count: because },
  };
}

function leftAlone(mentions: ListedProcess[]): Looked['findings'] {
  if (mentions.length === 0) return [];
  const sentence = `${mentions.length} more processes have the name on their command line, do not run it in this checkout, and are left alone.`;
  return [ok(`${KEY}-others`, sentence, mentions.map(describe))];
}

function describe({ pid, startedAt, user, args }: ListedProcess): string {
  return `pid ${pid}, since ${startedAt.slice(0, 19).replace('T', ' ')} UTC, ${user}: ${args.slice(0, 200)}`;
}
