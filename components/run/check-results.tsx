import type { CheckResult } from '@/lib/contracts/plan';
import { formatMs } from '../charts/figures';
import { StateIcon } from '../ui/state';

/** What was checked: did, expected, saw. */
export function CheckResults({ checks, label = 'Checks' }: { checks: CheckResult[]; label?: string }) {
  if (checks.length === 0) return null;
  return (
    <section aria-label={label} className="card">
      <h3 className="label px-4 pt-3 pb-1">{label}</h3>
      <ul className="divide-y divide-line">
        {checks.map((check) => (
          <li key={check.title} className="flex items-start gap-2.5 px-4 py-2.5">
            <span className="mt-0.5">
              <StateIcon state={check.isOk ? 'succeeded' : 'failed'} />
            </span>
            <div className="min-w-0 grow">
              <p className="flex items-baseline gap-3">
                <b className="grow">{check.title}</b>
                <span className="num shrink-0 text-small text-faint">{formatMs(check.tookMs)}</span>
              </p>
              <CheckFacts check={check} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Did, expected, saw: three lines that let anybody judge the check itself. */
export function CheckFacts({ check }: { check: CheckResult }) {
  return (
    <dl className="mt-0.5 grid grid-cols-[4.75rem_1fr] gap-x-2 text-small">
      <dt className="text-faint">did</dt>
      <dd className="min-w-0 text-muted [overflow-wrap:anywhere]">{check.did}</dd>
      <dt className="text-faint">expected</dt>
      <dd className="min-w-0 text-muted [overflow-wrap:anywhere]">{check.expected}</dd>
      <dt className="text-faint">saw</dt>
      <dd
        className={
          check.isOk
            ? 'min-w-0 whitespace-pre-line [overflow-wrap:anywhere]'
            : 'min-w-0 whitespace-pre-line font-medium text-fail [overflow-wrap:anywhere]'
        }
      >
        {check.saw}
      </dd>
    </dl>
  );
}
