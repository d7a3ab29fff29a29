import type { Metadata } from 'next';
import { Suspense } from 'react';
import { addressOf, filterOf } from '@/components/audit/audit-model';
import { AuditScreen } from '@/components/audit/audit-screen';
import { ChainVerdict, VerdictPending } from '@/components/audit/chain-verdict';
import { RowKeys } from '@/components/shell/row-keys';
import { Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { EVENT_KINDS } from '@/lib/domain/event-facts';
import { mayDo } from '@/lib/domain/permissions';
import { getAuditVerdict } from '@/lib/server/audit/get-audit-verdict';
import { getKeyFingerprint } from '@/lib/server/audit/get-public-key';
import { listActors, listEvents } from '@/lib/server/audit/list-events';
import { requirePerson } from '@/lib/server/auth/session';
import { exportAudit } from './actions';

export const metadata: Metadata = { title: 'Audit' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: Props) {
  const me = await requirePerson();
  if (!mayDo(me.role, 'audit.read')) return <NotForYou />;
  const query = new URLSearchParams(
    Object.entries(await searchParams).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const filter = filterOf(query);
  const [page, actors, fingerprint] = await Promise.all([
    listEvents(me, filter, query.get('before') ?? undefined),
    listActors(me),
    getKeyFingerprint(me),
  ]);
  return (
    <div className="page">
      <RowKeys of="event">
        <AuditScreen
          key={addressOf(filter)}
          page={page}
          actors={actors}
          kinds={EVENT_KINDS}
          fingerprint={fingerprint}
          exportAudit={exportAudit}
          verdict={
            <Suspense fallback={<VerdictPending />}>
              <Verdict me={me} />
            </Suspense>
          }
        />
      </RowKeys>
    </div>
  );
}

/** Following the chains takes a moment; the list does not wait for it. */
async function Verdict({ me }: { me: Awaited<ReturnType<typeof requirePerson>> }) {
  const verdict = await getAuditVerdict(me);
  return verdict ? <ChainVerdict verdict={verdict} /> : null;
}

function NotForYou() {
  return (
    <div className="page">
      <PageHead title="Audit" />
      <Notice title="The whole log is for team leads, executives, managers and administrators.">
        What happened in an incident is in its room and in its report, for everybody.
      </Notice>
    </div>
  );
}
