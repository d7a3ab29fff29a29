import { Download, FileText } from 'lucide-react';
import { linkClasses } from '../ui/button-classes';

/** The line over a report: what it is, and the ways to take it along. `address`: of its routes, without what follows. */
export function TakeAlong({ kind, address }: { kind: string; address: string }) {
  const look = linkClasses('secondary', 'small');
  return (
    <div className="flex flex-wrap items-center gap-2.5 text-small text-muted">
      <span className="grow">{kind}</span>
      <span className="no-print flex gap-2">
        <a href={`${address}/markdown`} download className={look}>
          <FileText aria-hidden className="size-3.5" /> Markdown
        </a>
        <a href={`${address}/pdf`} download className={look}>
          <Download aria-hidden className="size-3.5" /> PDF
        </a>
      </span>
    </div>
  );
}
