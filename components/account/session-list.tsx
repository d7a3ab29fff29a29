'use client';

import { ActionButton } from '@/components/ui/action-button';
import { Pill } from '@/components/ui/pill';
import { LocalTime, RelativeTime } from '@/components/ui/time';
import type { SessionView } from '@/lib/contracts/account';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { browserWords } from '@/lib/domain/browser-words';

type Props = {
  sessions: SessionView[];
  end: (session: string) => Promise<ActionResult>;
  endAll: () => Promise<ActionResult>;
};

const action = (key: string, label: string, about: string, isDanger: boolean): AllowedAction => ({
  key,
  label,
  about,
  isPrimary: false,
  isDanger,
  needsReason: false,
});
const END = action('end', 'Sign out there', 'That browser is signed out from its next request.', false);
const END_ALL = action('end-all', 'Sign out everywhere', 'All of your browsers are signed out, this one too.', true);

export function SessionList({ sessions, end, endAll }: Props) {
  return (
    <section className="mt-6" aria-label="Where you are signed in">
      <div className="mb-2.5 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-[640]">Where you are signed in</h2>
        <ActionButton action={END_ALL} onRun={endAll} />
      </div>
      <ul className="card divide-y divide-line">
        {sessions.map((session) => (
          <li
            key={session.name}
            className="grid items-center gap-x-4 gap-y-2 px-4.5 py-3 sm:grid-cols-[minmax(0,1fr)_auto]"
          >
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-x-2 font-[620]">
                {browserWords(session.agent)}
                {session.isHere ? <Pill tone="ok">this browser</Pill> : null}
              </p>
              <p className="text-small text-muted">
                {session.address ? `from ${session.address} · ` : ''}signed in <RelativeTime at={session.signedInAt} />{' '}
                · last used <RelativeTime at={session.lastSeenAt} /> · ends at the latest{' '}
                <LocalTime at={session.expiresAt} />
              </p>
            </div>
            {session.isHere ? null : <ActionButton action={END} size="small" onRun={() => end(session.name)} />}
          </li>
        ))}
      </ul>
      <p className="mt-2 text-small text-muted">
        A browser that nobody uses is signed out by itself. Terminals go on until you revoke their{' '}
        <a className="link" href="/tokens">
          tokens
        </a>
        .
      </p>
    </section>
  );
}
