'use client';

import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import Link from 'next/link';
import { TargetHealth } from '@/components/now/target-health';
import { useLiveQuery } from '@/components/shell/live';
import { EnvironmentPill } from '@/components/shell/where-frame';
import { Card } from '@/components/ui/card';
import { Fact } from '@/components/ui/fact';
import { getNow } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import type { TeamView } from '@/lib/contracts/views';
import { FaultSwitches } from './fault-switches';
import { TargetGrants } from './target-grants';
import { TargetHosts } from './target-hosts';
import type { TargetCardView, ToolView } from './target-model';
import { TargetTeam } from './target-team';
import type { TargetActions } from './targets-screen';

type Props = { target: TargetCardView; teams: TeamView[]; canManage: boolean; canSwitchFaults: boolean } & Pick<
  TargetActions,
  'lookAtFaults' | 'switchFault' | 'askHostLook' | 'pinHostKey' | 'giveTarget'
>;

export function TargetCard({
  target,
  teams,
  canManage,
  canSwitchFaults,
  askHostLook,
  pinHostKey,
  giveTarget,
  ...faultActions
}: Props) {
  const { data: now } = useLiveQuery({ queryKey: queryKeys.now(), queryFn: getNow });
  const live = now?.targets.find((each) => each.key === target.key) ?? target;
  return (
    <Card as="article" aria-label={target.name} className="overflow-hidden">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4.5 pt-4">
        <h2 className="text-lg font-[640] tracking-[-0.01em]">{target.name}</h2>
        <EnvironmentPill environment={target.environment} />
        <span className="font-mono text-xs text-faint">{target.key}</span>
      </header>
      <div className="grid gap-x-10 gap-y-6 px-4.5 pt-1 pb-4.5 lg:grid-cols-2">
        <section aria-label={`Health of ${target.name}`} className="min-w-0">
          <TargetHealth health={live.health} series={live.series} />
        </section>
        <div className="grid min-w-0 content-start gap-5 lg:pt-1">
          <dl className="grid gap-x-6 gap-y-2.5 text-small sm:grid-cols-2">
            <Fact term="Database">{target.databaseWords}</Fact>
            <Fact term="Embeddings">
              {target.vector === 'extension' ? 'pgvector' : 'an array column that stands in for pgvector'}
            </Fact>
            <Fact term="Maintenance window">{target.maintenanceWindow ?? 'none'}</Fact>
            <Fact term="Team">
              <TargetTeam target={target} teams={teams} canManage={canManage} giveTarget={giveTarget} />
            </Fact>
            <Fact term="Timed queries">
              <Link href={`/targets/${target.key}/benchmarks`} className="underline">
                Benchmarks
              </Link>
            </Fact>
          </dl>
          <TargetHosts
            view={target.hostLines}
            canManage={canManage}
            askHostLook={askHostLook}
            pinHostKey={pinHostKey}
          />
          {target.grants ? <TargetGrants view={target.grants} /> : null}
          {target.tools.length > 0 ? <Tools tools={target.tools} /> : null}
        </div>
      </div>
      {target.faults.length > 0 ? (
        <FaultSwitches target={target} canSwitch={canSwitchFaults} {...faultActions} />
      ) : null}
    </Card>
  );
}

function Tools({ tools }: { tools: ToolView[] }) {
  return (
    <section aria-label="Tools" className="min-w-0">
      <h3 className="label">Tools on its hosts</h3>
      <ul className="mt-1.5 grid gap-2">
        {tools.map((tool) => (
          <li key={tool.title} className="grid grid-cols-[auto_1fr] gap-x-2.5">
            <ToolIcon isThere={tool.isThere} />
            <div>
              {tool.title}{' '}
              <span className="text-small text-muted">
                {tool.isThere ? 'is there' : tool.isThere === null ? 'not looked for yet' : 'is missing'}
              </span>
              {tool.isThere === false ? <p className="text-small text-muted">{tool.install}</p> : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ToolIcon({ isThere }: { isThere: boolean | null }) {
  if (isThere) return <CircleCheck aria-hidden className="mt-0.5 size-4 text-ok" />;
  return isThere === null ? (
    <CircleDashed aria-hidden className="mt-0.5 size-4 text-idle" />
  ) : (
    <CircleX aria-hidden className="mt-0.5 size-4 text-waiting" />
  );
}
