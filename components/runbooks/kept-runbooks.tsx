import Link from 'next/link';
import { Id } from '@/components/ui/id';
import { Pill } from '@/components/ui/pill';
import { LocalTime } from '@/components/ui/time';
import type { KeptRunbookView } from '@/lib/contracts/runbook-import';

/** Versions that were brought in. They are set apart, so that nobody takes one for what an incident would run. */
export function KeptRunbooks({ kept, inForce }: { kept: KeptRunbookView[]; inForce: string }) {
  if (kept.length === 0) return null;
  return (
    <section aria-labelledby="kept-title" className="mt-7">
      <h2 id="kept-title" className="text-base font-[640]">
        Brought in, and not in force
      </h2>
      <p className="mb-2 max-w-prose text-muted">
        Plans are made from “{inForce}” only. To put one of these in force, add its procedures and SQL to the console’s
        files and start it anew.
      </p>
      <ul className="card divide-y divide-line">
        {kept.map((version) => (
          <li key={version.hash} className="px-4.5 py-3">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-[620]">
              <Link
                href={`/runbooks/kept/${version.hash}`}
                className="min-w-0 break-words hover:underline max-sm:py-2.5"
              >
                {version.title}
              </Link>
              <span className="font-normal text-faint">{version.label}</span>
              <Pill tone="idle">not in force</Pill>
            </p>
            <p className="break-words text-muted">{version.procedures.join(' · ')}</p>
            <p className="flex flex-wrap items-center gap-x-3 text-small text-faint">
              <span className="font-mono">{version.key}</span>
              <Id value={version.hash} label="runbook hash" />
              <LocalTime at={version.keptAt} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
