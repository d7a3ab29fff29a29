import type { CheckView } from '@/lib/contracts/views';
import { checkWords, groupChecks } from '@/lib/domain/report-document';
import { StateIcon } from '../ui/state';
import { CHECK_STATES } from '../ui/state-model';

/** How it is known that it worked: what was measured, and what was said by whom. */
export function ReportChecks({ checks }: { checks: CheckView[] }) {
  if (checks.length === 0) return null;
  return (
    <section aria-labelledby="section-checks">
      <h2 id="section-checks" className="mt-7 mb-2 text-base font-[640] [break-after:avoid]">
        Validation and success criteria
      </h2>
      {groupChecks(checks).map((group) => (
        <div key={group.title} className="mb-3">
          <h3 className="label mb-1 [break-after:avoid]">{group.title}</h3>
          <ul>
            {group.checks.map((check) => (
              <li
                key={check.id}
                className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 border-t border-line py-1.75 sm:grid-cols-[1.25rem_minmax(0,1fr)_minmax(0,1fr)] [break-inside:avoid] print:grid-cols-[1.25rem_minmax(0,1fr)_minmax(0,1fr)]"
              >
                <span className="mt-0.5">
                  <StateIcon state={CHECK_STATES[check.state]} className="size-4" />
                </span>
                <span>{check.title}</span>
                <span className="text-small text-muted max-sm:col-start-2 [overflow-wrap:anywhere]">
                  {checkWords(check)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
