import 'server-only';
import type { CheckResult } from '@/lib/contracts/plan';
import type { Criterion } from '@/lib/contracts/runbook';
import { displayArgv } from '@/lib/domain/command-policy';
import { judgeLog, rollbackSpan } from '@/lib/domain/criteria-log';
import { onEveryHost } from '@/lib/domain/host-answers';
import { readEvents, toDomainEvents } from '../audit/read-events';
import { askHosts } from '../runs/run-binding';
import type { CriterionContext } from './measure-criterion';

const TIMEOUT_MS = 15_000;
/** A binding that prints this much or more is taken to have left out what came before. */
const PART_BYTES = 200_000;

/** Reads the application's error log on the target and looks for critical entries since the rollback. */
export async function readCriticalLog(
  criterion: Criterion,
  { target, incident, signal }: CriterionContext,
): Promise<CheckResult> {
  if (criterion.measure !== 'log-without-critical') throw new Error(`${criterion.key} names no log`);
  const begun = performance.now();
  const declaredAt = incident.declaredAt.getTime();
  const events = toDomainEvents(await readEvents(incident.id));
  const span = rollbackSpan(events) ?? { beganAt: declaredAt, changedAt: declaredAt };
  const { did, logs } = await readLogs(criterion.command, new Date(span.beganAt), { target, signal });
  const verdicts = logs.map(({ host, text, problem }) => ({
    host,
    seen: problem
      ? { isOk: false, isBlind: true as const, saw: problem }
      : judgeLog(text, criterion.critical, span, { isWhole: Buffer.byteLength(text) < PART_BYTES }),
  }));
  const verdict = onEveryHost<(typeof verdicts)[number]['seen']>(verdicts);
  const expected = `no entry with ${criterion.critical.join(', ')} since the rollback`;
  return { title: criterion.title, did, expected, ...verdict, tookMs: Math.round(performance.now() - begun) };
}

async function readLogs(key: string, since: Date, { target, signal }: Pick<CriterionContext, 'target' | 'signal'>) {
  const args: Record<string, string> = target.inventory.commands[key]?.argv.includes('{since}')
    ? { since: since.toISOString() }
    : {};
  const { argv, answers } = await askHosts({ target, tag: 'rollback-log', signal }, key, args, TIMEOUT_MS);
  const logs = answers.map(({ host, result }) => {
    const isRead = result.ending === 'exited' && result.exitCode === 0;
    const why = result.stderr.trim().split('\n').at(-1) || result.error || `${result.ending} ${result.exitCode ?? ''}`;
    return { host, text: result.stdout, problem: isRead ? null : `the log cannot be read: ${why}` };
  });
  return { did: displayArgv(argv), logs };
}
