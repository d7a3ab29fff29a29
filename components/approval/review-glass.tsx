import Link from 'next/link';
import type { BrokenGlassView } from '@/lib/contracts/break-glass';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { ActionButton } from '../ui/action-button';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/time';

type Props = {
  glass: BrokenGlassView;
  className?: string;
  /** Absent where it is only shown, with a way to its room. */
  onRun?: (action: AllowedAction, given: { reason: string }) => Promise<ActionResult<unknown>>;
};

/** Who broke the glass, why, and what somebody else has said about it; loud until it is reviewed. */
export function ReviewGlass({ glass, className, onRun }: Props) {
  const { review, by, targetName, procedureTitle, incidentCode } = glass;
  const started = glass.wasStarted ? 'started' : 'may start';
  const title = review
    ? `Break-glass by ${by}, reviewed by ${review.by}: ${review.verdict === 'justified' ? 'justified' : 'not justified'}`
    : `BREAK-GLASS: ${by} ${started} ${procedureTitle} on ${targetName} without an approval`;
  return (
    <Notice
      tone={review ? 'info' : 'fail'}
      role={review ? 'status' : 'alert'}
      className={className}
      title={title}
      actions={
        onRun && glass.actions.length > 0
          ? glass.actions.map((action) => (
              <ActionButton key={action.key} action={action} onRun={onRun} variant="secondary" size="large" />
            ))
          : undefined
      }
    >
      <blockquote className="text-text [overflow-wrap:anywhere]">“{review ? review.note : glass.reason}”</blockquote>
      <p className="text-small">
        <LocalTime at={review ? review.at : glass.at} withZone />
        {review ? '' : ' · the incident stays open until a lead or an executive who had no part in it has reviewed it'}
        {onRun ? null : (
          <>
            {' · '}
            <Link href={`/incidents/${incidentCode}`} className="link">
              {glass.incidentTitle}
            </Link>
          </>
        )}
      </p>
    </Notice>
  );
}
