import { ErrorNotice, Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/time';
import type { ActionError } from '@/lib/contracts/result';
import type { AskedFault, FaultView } from './target-model';

type Props = {
  /** The press itself was refused. */
  error: ActionError | null;
  trouble: FaultView['trouble'];
  /** A press that was waited for in vain. */
  unanswered: AskedFault | null;
};

/** What became of the last press of a fault's switch, where the switch beside it does not say so. */
export function FaultNotice({ error, trouble, unanswered }: Props) {
  if (error) return <ErrorNotice error={error} className="mt-3" />;
  if (trouble)
    return (
      <>
        <ErrorNotice error={trouble.error} className="mt-3" />
        <p className="mt-1 text-xs text-faint">
          Tried <RelativeTime at={trouble.at} />
        </p>
      </>
    );
  if (!unanswered) return null;
  return (
    <Notice tone="warn" title={`It is not seen to be ${unanswered.isOn ? 'on' : 'off'} yet`} className="mt-3">
      The switch is still asked for, and the sandbox may change at any moment: this page shows it. If it stays as it is,
      see on the Now page whether a worker runs, then press again; doing it twice does no harm.
    </Notice>
  );
}
