import type { MessageDraftView } from '@/lib/contracts/message-view';
import { Checkbox } from '../ui/field';
import { Pill } from '../ui/pill';
import { byChannel } from './message-model';

type Props = { draft: MessageDraftView; leaveOut: string[]; change: (leaveOut: string[]) => void };

/** Everybody who will have the message, a channel at a time; a channel can be left out. */
export function RecipientPreview({ draft, leaveOut, change }: Props) {
  const isForCustomers = draft.audience === 'customer';
  return (
    <fieldset>
      <legend className="text-sm font-[580]">Who gets it</legend>
      <ul className="card mt-1.5 divide-y divide-line">
        {byChannel(draft).map(({ channelKey, channelTitle, rows }) => {
          const isLeft = leaveOut.includes(channelKey);
          const isSent = rows.some((row) => row.isSent);
          return (
            <li key={channelKey} className="grid gap-1 px-4 py-2.5">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                {isSent && !isForCustomers ? (
                  <Checkbox
                    checked={!isLeft}
                    onChange={(event) =>
                      change(
                        event.target.checked ? leaveOut.filter((key) => key !== channelKey) : [...leaveOut, channelKey],
                      )
                    }
                  >
                    Send over {channelTitle}
                  </Checkbox>
                ) : (
                  <span className="font-[580]">{channelTitle}</span>
                )}
              </div>
              {isLeft ? null : (
                <ul className="grid gap-1 text-small">
                  {rows.map((row) => (
                    <li key={row.recipient} className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
                      <span className="min-w-0 [overflow-wrap:anywhere]">{row.recipient}</span>
                      <Pill tone={row.isSent ? 'ok' : 'waiting'} className="ml-auto">
                        {row.isSent ? (isForCustomers ? 'sent after that' : 'will be sent') : 'tell them yourself'}
                      </Pill>
                      {row.because ? <span className="w-full text-muted">{row.because}</span> : null}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
