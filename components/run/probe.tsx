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

/** How things stand now, seen by a probe of what the step was to bring about. */
export function Probe({ probe }: { probe: StepOutcome['probe'] }) {
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
      {probe ? (
        <ul className="grid gap-1.5">
          {probe.sentences.map((sentence) => (
            <li key={sentence.text} className="flex items-start gap-2.5">
              <span className="mt-0.5">
                <StateIcon state={sentence.isOk ? 'succeeded' : 'failed'} />
              </span>
              <span className="min-w-0">{sentence.text}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="flex items-center gap-2.5 text-muted">
          <StateIcon state="running" isDecorative /> A probe is looking; this takes a few seconds.
        </p>
      )}
    </section>
  );
}
