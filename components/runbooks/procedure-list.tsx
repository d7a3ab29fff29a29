import { BookOpen } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import type { ProcedureOption } from '@/lib/contracts/views';
import { ProcedureFacts } from './procedure-facts';
import { groupByPhase } from './procedure-page-model';

export function ProcedureList({ procedures }: { procedures: ProcedureOption[] }) {
  if (procedures.length === 0) {
    return (
      <div className="card">
        <EmptyState icon={<BookOpen />} title="No runbook is loaded">
          The console reads the folders under <code>runbooks/</code> when it starts. Its log says why one was refused.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-7">
      {groupByPhase(procedures).map((phase) => (
        <section key={phase.phase} aria-labelledby={`phase-${phase.phase}`}>
          <h2 id={`phase-${phase.phase}`} className="mb-2 text-base font-[640]">
            <span className="text-faint">Phase {phase.phase} · </span>
            {phase.title}
          </h2>
          <ul className="card divide-y divide-line">
            {phase.procedures.map((procedure) => (
              <li
                key={procedure.key}
                className="grid gap-x-6 gap-y-2.5 px-4.5 py-3.5 lg:grid-cols-[minmax(0,1fr)_minmax(0,34rem)]"
              >
                <div className="min-w-0">
                  <Link href={`/runbooks/${procedure.key}`} className="text-base font-[620] hover:underline">
                    <span className="num mr-2 font-normal text-faint">{procedure.key}</span>
                    {procedure.title}
                  </Link>
                  <p className="text-muted">{procedure.summary}</p>
                </div>
                <ProcedureFacts option={procedure} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
