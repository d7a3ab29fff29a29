import type { Metadata } from 'next';
import { NowScreen } from '@/components/now/now-screen';
import { RowKeys } from '@/components/shell/row-keys';
import { requirePerson } from '@/lib/server/auth/session';
import { getNowView } from '@/lib/server/now/get-now-view';
import { endFollowUp } from './follow-ups/actions';
import { OfferPush } from './offer-push';

export const metadata: Metadata = { title: 'Now' };

export default async function NowPage() {
  const me = await requirePerson();
  return (
    <RowKeys of="line">
      <NowScreen initial={await getNowView(me)} endFollowUp={endFollowUp} offer={<OfferPush me={me} />} />
    </RowKeys>
  );
}
