import type { ReportMessage, ReportView } from '@/lib/contracts/report-view';
import { AUDIENCE_WORDS } from '../messages/message-model';
import { TONE_TEXT } from '../ui/pill';
import { LocalTime } from '../ui/time';

const OUTCOMES: Record<ReportMessage['outcome'], { words: string; tone: 'ok' | 'fail' }> = {
  sent: { words: 'sent', tone: 'ok' },
  told: { words: 'told', tone: 'ok' },
  failed: { words: 'not sent', tone: 'fail' },
};

/** Who was told what, and what each channel said to that. */
export function ReportMessages({ messages }: Pick<ReportView, 'messages'>) {
  if (messages.length === 0) return null;
  return (
    <section aria-labelledby="section-messages">
      <h2 id="section-messages" className="mt-7 mb-2.5 text-base font-[640] [break-after:avoid]">
        Messages
      </h2>
      <ul className="grid gap-2">
        {messages.map(({ at, audience, recipient, subject, outcome, answer }) => (
          <li
            key={`${at}${recipient}${subject}`}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3.5 text-small [break-inside:avoid]"
          >
            <LocalTime at={at} withSeconds className="num text-faint" />
            <p className="[overflow-wrap:anywhere]">
              <b>{recipient}</b> <span className="text-muted">({AUDIENCE_WORDS[audience]})</span>{' '}
              <span className={TONE_TEXT[OUTCOMES[outcome].tone]}>{OUTCOMES[outcome].words}</span>
              <span className="text-muted">
                : {subject ? `“${subject}”, ` : ''}
                {answer}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
