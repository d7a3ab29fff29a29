'use client';

import { channelIcon } from '@/components/messages/channel-model';
import { PhoneLink } from '@/components/messages/phone-link';
import { CopyButton } from '@/components/ui/copy-button';
import { Checkbox } from '@/components/ui/field';
import type { ChannelView } from '@/lib/contracts/message-view';

type Choices = { toldBy: string[]; leaveOut: string[] };
type Props = Choices & { channels: ChannelView[]; message: string; change: (part: Partial<Choices>) => void };

/** What the console sends by itself, and what a person has to: with the text at hand, and their word for it. */
export function ChannelList({ channels, message, toldBy, leaveOut, change }: Props) {
  const isSomeConnected = channels.some((channel) => channel.isConnected);
  return (
    <fieldset>
      <legend className="text-base font-[640]">{isSomeConnected ? 'Over what' : 'Tell them yourself'}</legend>
      <p className="text-muted">
        {isSomeConnected
          ? 'Declaring sends the message over what is connected. Over the rest you tell them yourself: copy the message, send it, and tick what you did.'
          : 'This console has no connection to these channels, so it sends nothing. Copy the message, send it, and tick what you did.'}
      </p>
      <ul className="card mt-2 divide-y divide-line">
        {channels.map((channel) => (
          <li key={channel.key} className="grid gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[1fr_auto] sm:items-center">
            <Name channel={channel} message={message} />
            {channel.isConnected ? (
              <Checkbox
                checked={!leaveOut.includes(channel.key)}
                onChange={(event) => change({ leaveOut: toggled(leaveOut, channel.key, !event.target.checked) })}
                className="max-sm:ml-7.5"
              >
                Send it<span className="sr-only"> over {channel.title}</span>
              </Checkbox>
            ) : (
              <Checkbox
                checked={toldBy.includes(channel.key)}
                onChange={(event) => change({ toldBy: toggled(toldBy, channel.key, event.target.checked) })}
                className="max-sm:ml-7.5"
              >
                I told them<span className="sr-only"> over {channel.title}</span>
              </Checkbox>
            )}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function toggled(keys: string[], key: string, isIn: boolean): string[] {
  return isIn ? [...keys, key] : keys.filter((one) => one !== key);
}

function Name({ channel, message }: { channel: ChannelView; message: string }) {
  const Icon = channelIcon(channel);
  const isNumber = channel.kind === 'hotline';
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Icon aria-hidden className="size-4.5 shrink-0 text-muted" />
      <div className="min-w-0">
        <div className="font-[580]">{channel.title}</div>
        <Address channel={channel} />
      </div>
      {channel.isConnected ? null : (
        <CopyButton
          text={isNumber ? channel.address : message}
          label={isNumber ? `Copy the number of ${channel.title}` : `Copy the message for ${channel.title}`}
          isQuiet
          className="ml-auto min-h-touch min-w-touch sm:min-h-9 sm:min-w-9 text-muted hover:bg-sunken hover:text-text"
        />
      )}
    </div>
  );
}

function Address({ channel }: { channel: ChannelView }) {
  if (channel.kind === 'hotline')
    return channel.address ? (
      <PhoneLink number={channel.address} className="text-small" />
    ) : (
      <div className="text-small text-waiting">no number is set in this installation</div>
    );
  if (channel.kind === 'email' && channel.address !== '' && !channel.isConnected)
    return (
      <a href={`mailto:${channel.address}`} className="link text-small break-all">
        {channel.address}
      </a>
    );
  return <div className="text-small break-all text-muted">{channel.address}</div>;
}
