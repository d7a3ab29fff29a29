import type { HostView, StepView } from '@/lib/contracts/views';
import { stateOfHost } from '@/lib/domain/host-states';
import { formatMs } from '../charts/figures';
import { StateIcon } from '../ui/state';

/** What is known of each host of a step that runs on several: where it was done, where not, where nothing was begun. */
export function StepHosts({ step }: { step: StepView }) {
  if (step.hosts.length === 0) return null;
  const done = step.hosts.filter(({ state }) => state === 'succeeded').length;
  return (
    <section aria-label="Hosts" className="card">
      <h3 className="label px-4 pt-3 pb-1">
        Hosts · {done} of {step.hosts.length} done
      </h3>
      <ul className="divide-y divide-line">
        {step.hosts.map((host) => (
          <li key={host.host} className="flex items-start gap-2.5 px-4 py-2.5">
            <span className="mt-0.5">
              <StateIcon state={stateOfHost(host.state)} />
            </span>
            <div className="min-w-0 grow">
              <p className="flex items-baseline gap-3">
                <b className="grow [overflow-wrap:anywhere]">{host.host}</b>
                <span className="num shrink-0 text-small text-faint">{tookOf(host)}</span>
              </p>
              <p className="text-small text-muted [overflow-wrap:anywhere]">{wordsOf(host, step)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordsOf({ state, summary, epoch }: HostView, step: StepView): string {
  const attempt = epoch > 0 && epoch < step.epoch ? `in attempt ${epoch}: ` : '';
  if (state === 'untouched') return summary || 'nothing was started there';
  if (state === 'running') return 'it runs there now';
  return `${attempt}${summary || 'nobody knows yet how it ended there'}`;
}

function tookOf({ startedAt, finishedAt }: HostView): string {
  return startedAt && finishedAt ? formatMs(Date.parse(finishedAt) - Date.parse(startedAt)) : '';
}
