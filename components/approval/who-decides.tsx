import { CircleCheck } from 'lucide-react';
import type { ApprovalSummary, ApprovalView } from '@/lib/contracts/approval-view';
import { Card } from '../ui/card';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/time';
import { progressWords } from './approval-model';

/** How many have approved and what it still takes, where one yes is not all; and for whom this person would decide. */
export function WhoDecides({ view }: { view: ApprovalView }) {
  const { summary, decidesFor } = view;
  const progress = progressWords(summary);
  return (
    <>
      {decidesFor ? (
        <Notice title={`You decide for ${decidesFor.name}`}>
          They lent you their role until <LocalTime at={decidesFor.until} withZone />. You count as one with them.
        </Notice>
      ) : null}
      {progress ? (
        <Card as="section" aria-label="Approvals so far" className="px-3.5 py-3">
          <h2 className="label">{progress}</h2>
          <ul className="mt-1 grid gap-1">
            {summary.needs.map((need) => (
              <li key={need.words + need.because} className="text-small">
                {need.words} <span className="text-muted">· {need.because}</span>
              </li>
            ))}
          </ul>
          <Said summary={summary} />
        </Card>
      ) : null}
    </>
  );
}

function Said({ summary }: { summary: ApprovalSummary }) {
  const approved = summary.decisions.filter(({ verdict }) => verdict === 'approved');
  if (approved.length === 0) return null;
  return (
    <ul className="mt-2 grid gap-1 border-t border-line pt-2">
      {approved.map(({ by, onBehalfOf, reason, at }) => (
        <li key={by + at} className="flex items-start gap-2 text-small">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          <span>
            <b>{by}</b>
            {onBehalfOf ? ` for ${onBehalfOf}` : ''} approved{reason ? `: “${reason}”` : ''}
          </span>
        </li>
      ))}
    </ul>
  );
}
