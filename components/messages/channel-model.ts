import { Hash, Mail, Phone, Users } from 'lucide-react';
import type { ChannelTest, ChannelView } from '@/lib/contracts/message-view';
import type { Standing } from '../ui/pill';

export function channelIcon({ kind, isForCustomers }: Pick<ChannelView, 'kind' | 'isForCustomers'>) {
  if (isForCustomers) return Users;
  return { slack: Hash, email: Mail, hotline: Phone }[kind];
}

/** Whether the console reaches people over it, in words. Nothing that is not connected looks as if it were. */
export function channelStanding(channel: Pick<ChannelView, 'kind' | 'isConnected' | 'address'>): Standing {
  if (channel.kind === 'hotline')
    return channel.address
      ? { words: 'a number to call', tone: 'neutral' }
      : { words: 'no number set', tone: 'waiting' };
  return channel.isConnected ? { words: 'connected', tone: 'ok' } : { words: 'tell them yourself', tone: 'waiting' };
}

/** What became of the last test, for the line below a channel. */
export function testStanding(test: ChannelTest): Standing {
  if (test.state === 'sent') return { words: `Test to ${test.recipient} was taken: ${test.answer}`, tone: 'ok' };
  if (test.state === 'failed') return { words: `Test to ${test.recipient} failed: ${test.answer}`, tone: 'fail' };
  return { words: `Sending a test to ${test.recipient} …`, tone: 'waiting' };
}

/** The words of a channel's form, by its kind. */
export const CHANNEL_FORM = {
  slack: {
    address: 'Room',
    addressHelp: 'As people know it, such as #replyx-emergency. The webhook decides where it really goes.',
    secret: 'Incoming webhook',
    secretHelp:
      'https://hooks.slack.com/services/… from Slack’s app settings. It is stored encrypted and never shown again.',
  },
  email: {
    address: 'Mailbox',
    addressHelp: 'Gets every message once.',
    secret: 'Mail server',
    secretHelp:
      'smtp://user:password@mail.example.com:587, or smtps:// for port 465. It is stored encrypted and never shown again.',
  },
  hotline: {
    address: 'Number',
    addressHelp: 'People call it; the console does not.',
    secret: '',
    secretHelp: '',
  },
} as const;
