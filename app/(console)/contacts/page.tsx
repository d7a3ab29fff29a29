import type { Metadata } from 'next';
import { ContactsScreen } from '@/components/messages/contacts-screen';
import { RefreshOnNews } from '@/components/shell/live';
import { requirePerson } from '@/lib/server/auth/session';
import { getContactsView } from '@/lib/server/messages/get-contacts-view';
import {
  changeChannel,
  changeContact,
  disconnectChannel,
  markMessagesTold,
  sendMessageAgain,
  testChannel,
} from './actions';

export const metadata: Metadata = { title: 'Contacts and channels' };

export default async function ContactsPage() {
  const me = await requirePerson();
  return (
    <div className="page">
      <RefreshOnNews />
      <ContactsScreen view={await getContactsView(me)} actions={contactActions} />
    </div>
  );
}

/** Named one by one: what crosses to the browser is seen here. */
const contactActions = {
  changeContact,
  changeChannel,
  disconnectChannel,
  testChannel,
  markMessagesTold,
  sendMessageAgain,
};
