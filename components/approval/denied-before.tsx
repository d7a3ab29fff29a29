import type { Denial } from '@/lib/contracts/denial';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/time';

/** Who said no earlier, and why: to the same, which this decision is about once more, or to another plan of the incident. */
export function DeniedBefore({ denials }: { denials: readonly Denial[] }) {
  return denials.map(({ by, reason, at, what, isOfThis }) => (
    <Notice
      key={by + at}
      tone={isOfThis ? 'fail' : 'info'}
      role="status"
      title={isOfThis ? `${by} denied this before` : `${by} denied another plan in this incident`}
    >
      <blockquote className="text-text">“{reason}”</blockquote>
      <p className="text-small">
        <LocalTime at={at} withZone />
        {isOfThis ? ' · It is asked for once more; the note above is the answer to it.' : ` · ${what}`}
      </p>
    </Notice>
  ));
}
