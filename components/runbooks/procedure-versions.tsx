import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { Id } from '@/components/ui/id';
import { LocalTime } from '@/components/ui/time';
import type { DiffLine, ProcedureVersion, ProcedureVersionsView } from '@/lib/contracts/procedure-view';

/** What changed in a procedure from one version of the runbook to the next, newest first. */
export function ProcedureVersions({ view }: { view: ProcedureVersionsView }) {
  return (
    <div className="page max-w-5xl!">
      <nav aria-label="Where you are" className="text-small text-muted">
        <Link href="/runbooks" className="link">
          Runbooks
        </Link>{' '}
        <span aria-hidden>/</span>{' '}
        <Link href={`/runbooks/${view.key}`} className="link">
          {view.key} {view.title}
        </Link>{' '}
        <span aria-hidden>/</span> Versions
      </nav>
      <h1 className="mt-2 text-step font-[640] tracking-[-0.015em]">Versions of {view.title}</h1>
      <p className="mt-1 max-w-prose text-muted">
        Only those in which this procedure or its SQL became another. A version is read from the runbook’s files when
        the console starts; who changed a file is in the history of those files.
      </p>
      <ol className="mt-5 grid grid-cols-1 gap-4">
        {view.versions.map((version) => (
          <li key={version.hash}>
            <Version version={version} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Version({ version }: { version: ProcedureVersion }) {
  const { label, hash, createdAt, lines, added, removed, isFirst, isInForce } = version;
  return (
    <Card as="section" aria-label={`Version ${label}, read as ${hash.slice(0, 8)}`} className="overflow-hidden">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4.5 py-3">
        <h2 className="font-[640]">{label}</h2>
        {isInForce ? <span className="text-small text-ok">in force</span> : null}
        <span className="text-small text-muted">
          read <LocalTime at={createdAt} withZone />
        </span>
        <Id value={hash} label="runbook hash" />
        <span className="num ml-auto text-small text-muted">
          {isFirst ? 'the first one kept' : `${added} added, ${removed} removed`}
        </span>
      </div>
      {lines.length > 0 ? <Lines lines={lines} label={`${label}, ${hash.slice(0, 8)}`} /> : null}
    </Card>
  );
}

const LOOKS: Record<DiffLine['kind'], { sign: string; words: string; className: string }> = {
  added: { sign: '+', words: 'added: ', className: 'bg-ok/10 border-l-ok' },
  removed: { sign: '−', words: 'removed: ', className: 'bg-fail/10 border-l-fail' },
  same: { sign: '', words: '', className: 'border-l-transparent text-muted' },
  skipped: { sign: '⋯', words: '', className: 'border-l-transparent bg-sunken text-muted' },
};

function Lines({ lines, label }: { lines: DiffLine[]; label: string }) {
  const keyed = lines.map((line, at) => ({ ...line, key: `${at} ${line.text}` }));
  return (
    <section
      aria-label={`What changed with ${label}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard
      tabIndex={0}
      className="relative overflow-x-auto border-t border-line"
    >
      <ol className="min-w-max py-1 font-mono text-xs leading-5">
        {keyed.map(({ key, kind, text }) => (
          <li key={key} className={`flex border-l-3 pr-4 ${LOOKS[kind].className}`}>
            <span aria-hidden className="w-6 shrink-0 text-center select-none">
              {LOOKS[kind].sign}
            </span>
            <span className="sr-only">{LOOKS[kind].words}</span>
            <span className="whitespace-pre">
              {kind === 'skipped' ? `${text} ${text === '1' ? 'line' : 'lines'} as before` : text}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
