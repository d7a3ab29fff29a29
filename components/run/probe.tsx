import type { ReactNode } from 'react';
import type { StepOutcome } from '@/lib/contracts/plan';
import { Pill } from '../ui/pill';
import { StateIcon } from '../ui/state';
import { RelativeTime } from '../ui/time';

type Verdict = NonNullable<StepOutcome['probe']>['verdict'];
const VERDICTS: Record<Verdict, { words: string; tone: 'ok' | 'waiting' | 'unknown' }> = {
  applied: { words: 'It took effect', tone: 'ok' },
  not_applied: { words: 'It did not take effect', tone: 'waiting' },
  unclear: { words: 'The probe cannot tell', tone: 'unknown' },
};

/** How users are, as the console's own probes see it: `at` says when. */
export type UsersNow = { isOk: boolean; text: string; at: string };
type Props = { probe: StepOutcome['probe']; users?: UsersNow | null };

/** How things stand now, seen by a probe of what the step was to bring about, and how users are. */
export function Probe({ probe, users = null }: Props) {
  return (
    <section aria-label="Where things stand now" className="card px-4 py-3.5">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h3 className="label grow">
          Where things stand now
          {probe ? (
            <>
              {' '}
              · looked <RelativeTime at={probe.at} />
            </>
          ) : null}
        </h3>
        {probe ? <Pill tone={VERDICTS[probe.verdict].tone}>{VERDICTS[probe.verdict].words}</Pill> : null}
      </div>
      {probe ? null : (
        <p className="mb-1.5 flex items-center gap-2.5 text-muted">
          <StateIcon state="running" isDecorative /> A probe is looking; this takes a few seconds.
        </p>
      )}
      <ul className="grid gap-1.5">
        {(probe?.sentences ?? []).map((sentence) => (
          <Seen key={sentence.text} isOk={sentence.isOk}>
            {sentence.text}
          </Seen>
        ))}
        {users ? (
          <Seen isOk={users.isOk}>
            <b className="font-[620]">Users</b> {users.text}{' '}
            <span className="text-small text-muted">
              <RelativeTime at={users.at} />
            </span>
          </Seen>
        ) : null}
      </ul>
    </section>
  );
}

function Seen({ isOk, children }: { isOk: boolean; children: ReactNode }) {
  return (
    <li className="flex items-start gap-2.5">
      <span className="mt-0.5">
        <StateIcon state={isOk ? 'succeeded' : 'failed'} />
      </span>
      <span className="min-w-0">{children}</span>
    </li>
  );
}
