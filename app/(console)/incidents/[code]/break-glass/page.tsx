import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BreakGlassScreen } from '@/components/approval/break-glass-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { getRoomView } from '@/lib/server/incidents/get-room-view';
import { breakGlass } from '../actions';

export const metadata: Metadata = { title: 'Break the glass' };
type Props = { params: Promise<{ code: string }> };

/** A page of its own, so that nobody gets here by a slip: the act is explained before it is offered. */
export default async function BreakGlassPage({ params }: Props) {
  const me = await requirePerson();
  const room = await getRoomView(me, decodeURIComponent((await params).code));
  if (!room) notFound();
  return <BreakGlassScreen room={room} breakGlass={breakGlass} />;
}
