import { clsx } from 'clsx';
import type { ProcedureOption } from '@/lib/contracts/views';

/** Without the word that the label above it says already. */
const sayDrilled = (drilled: string) => (drilled === 'never drilled' ? 'never' : drilled.replace(/^drilled /, ''));

/** Estimate, risk, and when it was last drilled: what decides between two procedures. */
export function ProcedureFacts({
  option,
  className,
}: {
  option: Pick<ProcedureOption, 'estimate' | 'isOurEstimate' | 'risk' | 'drilled'>;
  className?: string;
}) {
  return (
    <dl className={clsx('grid gap-x-6 gap-y-1.5 text-small sm:grid-cols-[6.75rem_minmax(0,1fr)_8.75rem]', className)}>
      <div className="whitespace-nowrap">
        <dt className="label">Estimate</dt>
        <dd className="num">
          {option.estimate}
          {option.isOurEstimate ? <span className="text-faint"> (ours)</span> : null}
        </dd>
      </div>
      <div>
        <dt className="label">Risk</dt>
        <dd>{option.risk}</dd>
      </div>
      <div>
        <dt className="label">Drilled</dt>
        <dd className={clsx('num', option.drilled.startsWith('never') && 'text-waiting')}>
          {sayDrilled(option.drilled)}
        </dd>
      </div>
    </dl>
  );
}
