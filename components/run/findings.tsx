import { clsx } from 'clsx';
import { CircleCheck, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react';
import type { Finding } from '@/lib/contracts/plan';
import { CopyButton } from '../ui/copy-button';
import { groupFindings } from './findings-model';

const LOOKS: Record<Finding['verdict'], { Icon: LucideIcon; word: string; tone: string }> = {
  block: { Icon: OctagonX, word: 'Blocks', tone: 'text-fail' },
  warn: { Icon: TriangleAlert, word: 'Know this', tone: 'text-waiting' },
  ok: { Icon: CircleCheck, word: 'Well', tone: 'text-ok' },
};

/** What the preflight saw, what blocks first; exact lists open on demand, and at once where they are what is approved. */
export function Findings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return <p className="text-muted">The preflight had nothing to look at.</p>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
      {groupFindings(findings).map((group) => (
        <section key={group.verdict} aria-label={group.title}>
          <h3 className={clsx('mb-1 text-small font-[620]', LOOKS[group.verdict].tone)}>{group.title}</h3>
          <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
            {group.findings.map((finding) => (
              <FindingLine key={`${finding.key} ${finding.sentence}`} finding={finding} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  const { Icon, word, tone } = LOOKS[finding.verdict];
  return (
    <li className="flex items-start gap-2.5">
      <span role="img" aria-label={word} className={clsx('mt-0.5 inline-flex shrink-0', tone)}>
        <Icon aria-hidden strokeWidth={2.1} className="size-4" />
      </span>
      <div className="min-w-0 grow">
        <p>{finding.sentence}</p>
        {finding.remedy ? <p className="text-small text-muted">{finding.remedy}</p> : null}
        {finding.details?.length ? <Details details={finding.details} isExact={finding.isExactList} /> : null}
      </div>
    </li>
  );
}

function Details({ details, isExact = false }: { details: string[]; isExact?: boolean }) {
  return (
    <details className="mt-0.5 text-small" open={isExact || undefined}>
      <summary className="inline-flex min-h-11 w-fit items-center text-accent sm:min-h-6">
        {isExact ? 'Exactly these are approved' : 'The exact list'} ({details.length})
      </summary>
      <div className="mt-1 flex items-start rounded-control bg-sunken">
        <ul className="max-h-56 min-w-0 grow overflow-auto px-3 py-2 font-mono text-xs leading-relaxed">
          {details.map((line) => (
            <li key={line} className="[overflow-wrap:anywhere]">
              {line}
            </li>
          ))}
        </ul>
        <CopyButton text={details.join('\n')} label="Copy the list" isQuiet />
      </div>
    </details>
  );
}
