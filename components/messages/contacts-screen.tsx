'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PageHead } from '@/components/ui/page-head';
import type { ContactsView } from '@/lib/contracts/message-view';
import type { ActionResult } from '@/lib/contracts/result';
import { ChangeChannelDialog } from './change-channel-dialog';
import { ChangeContactDialog } from './change-contact-dialog';
import { ChannelRow } from './channel-row';
import { ContactRow } from './contact-row';
import { type OtherActions, OtherMessages } from './other-messages';
import { RowsSection } from './rows-section';

type Act = (input: never) => Promise<ActionResult<unknown>>;
export type ContactActions = OtherActions & {
  changeContact: Act;
  changeChannel: Act;
  disconnectChannel: Act;
  testChannel: Act;
};

/** Who is told, over what, and whether the console reaches them; administrators change it. */
export function ContactsScreen({ view, actions }: { view: ContactsView; actions: ContactActions }) {
  const router = useRouter();
  const [changed, setChanged] = useState<{ kind: 'channel' | 'contact'; key: string } | null>(null);
  const close = () => setChanged(null);
  const done = () => {
    close();
    router.refresh();
  };
  const channel = changed?.kind === 'channel' ? view.channels.find((one) => one.key === changed.key) : undefined;
  const contact = changed?.kind === 'contact' ? view.contacts.find((one) => one.key === changed.key) : undefined;
  return (
    <>
      <PageHead
        title="Contacts and channels"
        about={
          view.canManage
            ? 'Whom the console tells, and over what. What is not connected is told by people, with the text at hand.'
            : 'Whom the console tells, and over what. Administrators change it.'
        }
      />
      <RowsSection id="channels-title" title="Channels">
        {view.channels.map((one) => (
          <ChannelRow
            key={one.key}
            channel={one}
            canManage={view.canManage}
            myEmail={view.myEmail}
            change={() => setChanged({ kind: 'channel', key: one.key })}
            test={actions.testChannel}
            onTested={() => router.refresh()}
          />
        ))}
      </RowsSection>
      <RowsSection
        id="contacts-title"
        title="Contacts"
        className="mt-7"
        foot="The runbook says which incidents each of them hears of."
      >
        {view.contacts.map((one) => (
          <ContactRow
            key={one.key}
            contact={one}
            canManage={view.canManage}
            change={() => setChanged({ kind: 'contact', key: one.key })}
          />
        ))}
      </RowsSection>
      <OtherMessages messages={view.others} actions={actions} onDone={() => router.refresh()} />
      {channel ? (
        <ChangeChannelDialog key={channel.key} channel={channel} actions={actions} close={close} onDone={done} />
      ) : null}
      {contact ? (
        <ChangeContactDialog
          key={contact.key}
          contact={contact}
          act={actions.changeContact}
          close={close}
          onDone={done}
        />
      ) : null}
    </>
  );
}
