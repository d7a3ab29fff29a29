import { getContactsView } from '@/lib/server/messages/get-contacts-view';
import { command } from '../command';
import type { Screen } from '../screen';
import { type Contacts, toContacts } from '../value-shapes';

export const contacts = command({
  name: 'contacts',
  about: 'Whom to tell and how: the hotline, the channels, the people with their numbers',
  details: 'They are kept in the browser, under Contacts; secrets of channels are never shown.',
  examples: [
    ['npx rollback contacts', 'the hotline first'],
    ['npx rollback contacts --json', 'for a script'],
  ],
  run: async (at) => {
    const value = toContacts(await at.read(getContactsView));
    return { value, print: (screen) => printContacts(screen, value) };
  },
});

function printContacts(screen: Screen, { hotline, channels, contacts: people }: Contacts): void {
  screen.line(
    ['bold', 'Hotline: '],
    hotline ? `call ${hotline}` : 'no number set; an administrator sets it in the browser',
  );
  screen.heading('Channels');
  for (const { kind, title, address, isConnected, isForCustomers } of channels) {
    if (kind === 'hotline') continue;
    const standing = isConnected ? 'connected: the console sends over it' : 'tell them yourself';
    const rule = isForCustomers ? '; a second person lets each text out' : '';
    screen.line('  ', ['bold', title], `  ${address || 'no address'}: ${standing}${rule}`);
  }
  screen.heading('People');
  for (const { name, notifiedFor, phone, email } of people) {
    const ways = [phone && `call ${phone}`, email].filter(Boolean).join(', ');
    screen.line('  ', ['bold', name], `  ${notifiedFor}: ${ways || 'no number or e-mail kept here'}`);
  }
}
