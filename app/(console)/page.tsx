import type { Metadata } from 'next';
import { NowScreen } from '@/components/now/now-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { getNowView } from '@/lib/server/now/get-now-view';

export const metadata: Metadata = { title: 'Now' };

export default async function NowPage() {
  const me = await requirePerson();
  return <NowScreen initial={await getNowView(me)} />;
}
