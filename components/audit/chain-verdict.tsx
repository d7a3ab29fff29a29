import { ChevronRight, CircleCheck, OctagonX } from 'lucide-react';
import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import type { AuditVerdict, ChainView } from '@/lib/contracts/audit-view';
import { chainAddress, chainWords, verdictWords } from './audit-model';

export function VerdictPending() {
  return (
    <p role="status" className="mb-4.5 text-small text-faint">
      Following the chains …
    </p>
  );
}

/** Whether the log is what was written: one sentence, then whatever does not hold, then every chain. */
export function ChainVerdict({ verdict }: { verdict: AuditVerdict }) {
  const { isWhole, chains, anchorProblems, anchorsFile, storeProblems, storeRemedy } = verdict;
  const broken = chains.filter((chain) => !chain.isWhole);
  return (
    <div className="mb-4.5 grid gap-3">
      <Notice tone={isWhole ? 'ok' : 'fail'} title={verdictWords(verdict)}>
        {broken.length > 0 ? (
          <ul aria-label="What does not hold" data-not-rows className="grid gap-1">
            {broken.map((chain) => (
              <li key={chainWords(chain.code)}>
                <ChainLink chain={chain} />
                {chain.atSeq === null ? ': ' : `, event ${chain.atSeq}: `}
                {chain.because}
              </li>
            ))}
          </ul>
        ) : null}
        {anchorProblems.length > 0 ? (
          <p>
            The heads in <code className="font-mono text-xs break-all">{anchorsFile}</code>: {anchorProblems.join('; ')}
            .
          </p>
        ) : null}
        {isWhole ? null : (
          <p>
            Export the log now, keep the store’s files as they are, and compare with heads that were copied elsewhere.
          </p>
        )}
      </Notice>
      {storeProblems.length > 0 ? (
        <Notice tone="warn" title="The store’s own user can do more than add to the log">
          <p>{storeProblems.join('; ')}.</p>
          <p>{storeRemedy}</p>
        </Notice>
      ) : null}
      <Card>
        <details className="group">
          <summary className="flex min-h-11 cursor-pointer items-center gap-1.5 px-4.5 font-[580]">
            <ChevronRight
              aria-hidden
              className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90"
            />
            Every chain
          </summary>
          <ul aria-label="Chains" data-not-rows className="divide-y divide-line border-t border-line">
            {chains.map((chain) => (
              <ChainLine key={chainWords(chain.code)} chain={chain} />
            ))}
          </ul>
        </details>
      </Card>
    </div>
  );
}

function ChainLine({ chain }: { chain: ChainView }) {
  const { isWhole, title, count, anchors, lastAnchorSeq } = chain;
  const Icon = isWhole ? CircleCheck : OctagonX;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4.5 py-2.5 text-small">
      <span className={`inline-flex w-28 items-center gap-1.5 font-[580] ${isWhole ? 'text-ok' : 'text-fail'}`}>
        <Icon aria-hidden className="size-4" />
        {isWhole ? 'whole' : 'broken'}
      </span>
      <ChainLink chain={chain} />
      <span className="min-w-0 grow truncate text-muted">{title}</span>
      <span className="num text-muted">
        {count} events, {anchors === 0 ? 'no head kept yet' : `head ${lastAnchorSeq} kept`}
      </span>
    </li>
  );
}

function ChainLink({ chain }: { chain: ChainView }) {
  return (
    <Link href={chainAddress(chain.code)} className="font-mono text-xs underline underline-offset-2">
      {chainWords(chain.code)}
    </Link>
  );
}
