'use client';

import { Hash, Mail, Phone } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { Checkbox } from '@/components/ui/field';
import type { Channel } from '@/lib/contracts/runbook';

const ICONS = { slack: Hash, email: Mail, hotline: Phone };

type Props = { channels: Channel[]; message: string; toldBy: string[]; change: (toldBy: string[]) => void };

/** The console sends nothing by itself: a person does, with the text at hand, and says so. */
export function ChannelList({ channels, message, toldBy, change }: Props) {
  return (
    <fieldset>
      <legend className="text-base font-[640]">Tell them yourself</legend>
      <p className="text-muted">
        This console has no connection to these channels, so it sends nothing. Copy the message, send it, and tick what
        you did.
      </p>
      <ul className="card mt-2 divide-y divide-line">
        {channels.map((channel) => {
          const Icon = ICONS[channel.kind];
          return (
            <li key={channel.key} className="grid gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[1fr_auto] sm:items-center">
              <div className="flex min-w-0 items-center gap-3">
                <Icon aria-hidden className="size-4.5 shrink-0 text-muted" />
                <div className="min-w-0">
                  <div className="font-[580]">{channel.title}</div>
                  <Address channel={channel} />
                </div>
                <CopyButton
                  text={channel.kind === 'hotline' ? channel.address : message}
                  label={
                    channel.kind === 'hotline'
                      ? `Copy the number of ${channel.title}`
                      : `Copy the message for ${channel.title}`
                  }
                  isQuiet
                  className="ml-auto min-h-9 min-w-9 text-muted hover:bg-sunken hover:text-text"
                />
              </div>
              <Checkbox
                checked={toldBy.includes(channel.key)}
                onChange={(event) =>
                  change(event.target.checked ? [...toldBy, channel.key] : toldBy.filter((key) => key !== channel.key))
                }
                className="max-sm:ml-7.5"
              >
                I told them<span className="sr-only"> over {channel.title}</span>
              </Checkbox>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

function Address({ channel }: { channel: Channel }) {
  if (channel.address === '')
    return <div className="text-small text-waiting">no number is set in this installation</div>;
  if (channel.kind === 'email')
    return (
      <a href={`mailto:${channel.address}`} className="link text-small break-all">
        {channel.address}
      </a>
    );
  if (channel.kind === 'hotline')
    return (
      <a href={`tel:${channel.address.replace(/[^\d+]/g, '')}`} className="link num text-small">
        {channel.address}
      </a>
    );
  return <div className="text-small text-muted">{channel.address}</div>;
}
