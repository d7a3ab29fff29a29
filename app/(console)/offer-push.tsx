import { cookies } from 'next/headers';
import { PushOffer } from '@/components/shell/push-offer';
import { NO_PUSH_OFFER_COOKIE } from '@/lib/client/preferences';
import type { Me } from '@/lib/contracts/views';
import { offersPush } from '@/lib/server/push/push-view';

/** The quiet offer of notifications, to whom it is worth something and who has not said no in this browser. */
export async function OfferPush({ me, className }: { me: Me; className?: string }) {
  if ((await cookies()).has(NO_PUSH_OFFER_COOKIE)) return null;
  return (await offersPush(me)) ? <PushOffer className={className} /> : null;
}
