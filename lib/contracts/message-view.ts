import type { Audience, MessageKind, MessageState } from './message';
import type { AllowedAction } from './views';

/** A contact as this installation knows it. */
export type ContactView = { key: string; name: string; notifiedFor: string; email: string; phone: string };

export type ChannelView = {
  key: string;
  kind: 'slack' | 'email' | 'hotline';
  title: string;
  address: string;
  /** The console can send over it by itself. */
  isConnected: boolean;
  /** Host and port of its connection, which itself is never shown. */
  connectedTo: string;
  sender: string;
  /** Reached by a second person's word only, and not in a drill. */
  isForCustomers: boolean;
};

export type ChannelTest = { state: MessageState; recipient: string; answer: string; at: string; by: string };

export type ContactsView = {
  contacts: ContactView[];
  channels: (ChannelView & { lastTest: ChannelTest | null })[];
  /** The latest messages that belong to no incident, such as reminders of drills. */
  others: MessageView[];
  canManage: boolean;
  myEmail: string;
};

export type MessageView = {
  id: string;
  batchId: string | null;
  audience: Audience;
  kind: MessageKind;
  channel: string;
  recipient: string;
  /** For `tel:`, where it is a number or the contact's is known. */
  phone: string;
  subject: string;
  body: string;
  state: MessageState;
  by: string;
  secondBy: string | null;
  /** What the channel said, or why a person has to tell them. */
  answer: string;
  attempts: number;
  nextAttemptAt: string | null;
  at: string;
  sentAt: string | null;
  actions: AllowedAction[];
};

/** When an audience has to hear something again. */
export type MessageClockView = {
  audience: Audience;
  nextDueAt: string;
  warnMs: number;
  missedCount: number;
  stoppedAt: string | null;
};

/** What a message is filled with for an audience, and where it would go. */
export type MessageDraftView = {
  audience: Audience;
  kind: 'update' | 'resolved';
  subject: string;
  body: string;
  /** A line a recipient, with why nothing is sent where nothing is. */
  recipients: { channelKey: string; channelTitle: string; recipient: string; isSent: boolean; because: string }[];
};
