import type { Metadata } from 'next';
import { FollowUpScreen } from '@/components/follow-ups/follow-up-screen';
import { RefreshOnNews } from '@/components/shell/live';
import { RowKeys } from '@/components/shell/row-keys';
import { PageHead } from '@/components/ui/page-head';
import { FOLLOW_UP_FILTERS } from '@/lib/contracts/follow-up';
import { mayDo } from '@/lib/domain/permissions';
import { requirePerson } from '@/lib/server/auth/session';
import { listFollowUps } from '@/lib/server/follow-ups/list-follow-ups';
import { endFollowUp, reopenFollowUp } from './actions';

export const metadata: Metadata = { title: 'Follow-ups' };

type Props = { searchParams: Promise<{ state?: string | string[]; before?: string | string[] }> };

export default async function FollowUpsPage({ searchParams }: Props) {
  const me = await requirePerson();
  const { state, before } = await searchParams;
  const filter = FOLLOW_UP_FILTERS.find((each) => each === state) ?? 'open';
  const page = await listFollowUps(me, filter, typeof before === 'string' ? before : undefined);
  return (
    <div className="page">
      <RefreshOnNews />
      <PageHead title="Follow-ups" about="What was promised after incidents and drills, by whom and until when." />
      <RowKeys of="follow-up">
        <FollowUpScreen
          page={page}
          canWrite={mayDo(me.role, 'report.write')}
          actions={{ end: endFollowUp, reopen: reopenFollowUp }}
        />
      </RowKeys>
    </div>
  );
}
