'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Pill, TONE_TEXT } from '@/components/ui/pill';
import { settle } from '@/components/ui/settle';
import { RelativeTime } from '@/components/ui/time';
import type { ContactsView } from '@/lib/contracts/message-view';
import type { ActionError } from '@/lib/contracts/result';
import { channelIcon, channelStanding, testStanding } from './channel-model';
import type { ContactActions } from './contacts-screen';
import { PhoneLink } from './phone-link';

type Channel = ContactsView['channels'][number];
type Props = {
  channel: Channel;
  canManage: boolean;
  myEmail: string;
  change: () => void;
  test: ContactActions['testChannel'];
  onTested: () => void;
};

export function ChannelRow({ channel, canManage, myEmail, change, test, onTested }: Props) {
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const Icon = channelIcon(channel);
  const standing = channelStanding(channel);
  const goesToMe = channel.isForCustomers || (channel.kind === 'email' && channel.address === '');
  const send = async () => {
    setIsPending(true);
    setError(null);
    const result = await settle(test({ key: channel.key } as never));
    setIsPending(false);
    if (!result.ok) return setError(result.error);
    onTested();
  };
  return (
    <li className="grid gap-y-2 px-4.5 py-3.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="flex min-w-0 grow items-center gap-3.5">
          <Icon aria-hidden className="size-5 shrink-0 text-muted" />
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-[620]">
              {channel.title}
              <Pill tone={standing.tone}>{standing.words}</Pill>
            </p>
            <Where channel={channel} />
          </div>
        </div>
        {canManage ? (
          <div className="flex flex-wrap gap-2 max-sm:w-full">
            {channel.isConnected ? (
              <Button
                size="small"
                isPending={isPending}
                onClick={() => void send()}
                aria-label={`Send a test message over ${channel.title}`}
                title={goesToMe ? `It goes to ${myEmail}.` : undefined}
              >
                {goesToMe ? 'Send a test to yourself' : 'Send a test message'}
              </Button>
            ) : null}
            <Button size="small" onClick={change} aria-label={`Change ${channel.title}`}>
              Change
            </Button>
          </div>
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      {channel.lastTest ? <LastTest test={channel.lastTest} /> : null}
    </li>
  );
}

function Where({ channel }: { channel: Channel }) {
  const { kind, address, connectedTo, sender, isForCustomers } = channel;
  const none = isForCustomers ? 'no address: customers are told by people' : kind === 'hotline' ? '' : 'no address set';
  const over = connectedTo ? `over ${connectedTo}${sender ? `, from ${sender}` : ''}` : '';
  return (
    <p className="text-small text-muted [overflow-wrap:anywhere]">
      {kind === 'hotline' && address ? <PhoneLink number={address} /> : address || none}
      {over ? <span className="text-faint"> {over}</span> : null}
    </p>
  );
}

function LastTest({ test }: { test: NonNullable<Channel['lastTest']> }) {
  const { words, tone } = testStanding(test);
  return (
    <p role="status" className="text-small [overflow-wrap:anywhere] sm:pl-8.5">
      <span className={TONE_TEXT[tone]}>{words}</span>{' '}
      <span className="text-faint">
        <RelativeTime at={test.at} />, {test.by}
      </span>
    </p>
  );
}
