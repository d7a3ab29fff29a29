import { Button } from '@/components/ui/button';
import type { ContactView } from '@/lib/contracts/message-view';
import { PhoneLink } from './phone-link';

type Props = { contact: ContactView; canManage: boolean; change: () => void };

export function ContactRow({ contact, canManage, change }: Props) {
  const { name, notifiedFor, email, phone } = contact;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4.5 py-3">
      <div className="grid min-w-0 gap-x-6 gap-y-0.5 md:grid-cols-[minmax(0,20rem)_minmax(0,1fr)] md:items-center">
        <div className="min-w-0">
          <p className="font-[620]">{name}</p>
          <p className="text-small text-muted">{notifiedFor}</p>
        </div>
        <div className="min-w-0 text-small">
          {email ? (
            <a href={`mailto:${email}`} className="link break-all">
              {email}
            </a>
          ) : (
            <p className="text-waiting">no e-mail address: people tell them</p>
          )}
          {phone ? <PhoneLink number={phone} className="block w-fit" /> : null}
        </div>
      </div>
      {canManage ? (
        <Button size="small" onClick={change} aria-label={`Change ${name}`}>
          Change
        </Button>
      ) : null}
    </li>
  );
}
