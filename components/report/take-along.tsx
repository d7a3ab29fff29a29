'use client';

import { Download, Printer } from 'lucide-react';
import { Button, buttonClasses } from '../ui/button';

/** The line over a report: what it is, and the ways to take it along. */
export function TakeAlong({ kind, markdown }: { kind: string; markdown: string }) {
  return (
    <div className="flex flex-wrap items-center gap-2.5 text-small text-muted">
      <span className="grow">{kind}</span>
      <span className="no-print flex gap-2">
        <a href={markdown} download className={buttonClasses('secondary', 'small').replaceAll('enabled:', '')}>
          <Download aria-hidden className="size-3.5" /> Markdown
        </a>
        <Button size="small" icon={<Printer aria-hidden className="size-3.5" />} onClick={() => window.print()}>
          Print or PDF
        </Button>
      </span>
    </div>
  );
}
