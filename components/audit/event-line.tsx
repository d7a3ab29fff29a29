import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { LocalTime } from '@/components/ui/time';
import type { AuditEventView } from '@/lib/contracts/audit-view';
import { chainAddress, chainWords, fieldWords, kindWords } from './audit-model';

/** One event; what it carries is behind a press. Whatever is in it is text, and nothing else. */
export function EventLine({ event }: { event: AuditEventView }) {
  const { seq, at, code, actorName, type, facts, hash } = event;
  return (
    <li>
      <details className="group">
        <summary className="grid min-h-11 cursor-pointer grid-cols-[1fr_auto] items-center gap-x-4 gap-y-0.5 px-4.5 py-2 md:grid-cols-[9.5rem_minmax(0,1fr)_11rem_15rem]">
          <span className="num text-small text-muted max-md:col-start-2 max-md:row-start-1">
            <LocalTime at={at} />
          </span>
          <span className="flex items-center gap-1.5 font-[580] max-md:col-start-1 max-md:row-start-1">
            <ChevronRight
              aria-hidden
              className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90"
            />
            {kindWords(type)}
          </span>
          <span className="truncate text-small max-md:col-start-1">{actorName}</span>
          <span className="truncate font-mono text-xs text-muted max-md:col-span-2">
            {chainWords(code)} · {seq}
          </span>
        </summary>
        <dl className="grid gap-x-4 gap-y-1 px-4.5 pt-1 pb-3.5 text-small sm:grid-cols-[9.5rem_minmax(0,1fr)]">
          {facts.map(({ name, value }) => (
            <div key={name} className="contents">
              <dt className="text-muted">{fieldWords(name)}</dt>
              <dd className="min-w-0 break-words whitespace-pre-wrap">{value}</dd>
            </div>
          ))}
          <dt className="text-muted">hash</dt>
          <dd className="min-w-0 font-mono text-xs break-all">{hash}</dd>
          <dt className="text-muted">chain</dt>
          <dd>
            <Link href={chainAddress(code)} className="underline underline-offset-2">
              All events of {chainWords(code)}
            </Link>
          </dd>
        </dl>
      </details>
    </li>
  );
}
