'use client';

import { CalendarClock, CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/gate-dialog';
import { Pill } from '@/components/ui/pill';
import { LocalTime } from '@/components/ui/time';
import type { FollowUpView } from '@/lib/contracts/follow-up';
import type { FollowUpStanding } from '@/lib/domain/follow-ups';
import { EndFollowUpDialog } from './follow-up-dialogs';
import { type FollowUpActions, TONES } from './follow-up-model';

const ICONS: Record<FollowUpStanding, typeof CircleCheck> = {
  overdue: CircleAlert,
  today: CalendarClock,
  open: CircleDashed,
  done: CircleCheck,
};

type Props = {
  item: FollowUpView;
  /** Absent where it is only read. */
  actions: Pick<FollowUpActions, 'end'> & Partial<Pick<FollowUpActions, 'reopen'>>;
  canWrite: boolean;
  /** Where the page is not the incident's own. */
  isIncidentShown?: boolean;
  onChange?: () => void;
  onChanged: () => void;
};

/** What is to be done, by whom and until when, or what came of it. */
export function FollowUpRow({ item, actions, canWrite, isIncidentShown = false, onChange, onChanged }: Props) {
  const Icon = ICONS[item.standing];
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 grow basis-72">
        <p className="font-[580] [overflow-wrap:anywhere]">{item.text}</p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-small text-muted">
          <Pill tone={TONES[item.standing]} icon={<Icon aria-hidden className="size-3" />}>
            {item.done ? 'done' : item.dueWords}
          </Pill>
          <span>{item.isMine ? 'you' : item.owner.name}</span>
          {isIncidentShown ? (
            <span className="min-w-0 [overflow-wrap:anywhere]">
              after{' '}
              <Link href={`/reports/${item.incident.code}`} className="link">
                {item.incident.title}
              </Link>
              {item.incident.isDrill ? ' (DRILL)' : ''}, {item.targetName}
            </span>
          ) : null}
          {item.done ? (
            <span>
              by {item.done.by}, <LocalTime at={item.done.at} />
            </span>
          ) : null}
        </p>
        {item.done?.note ? <p className="mt-1 text-small [overflow-wrap:anywhere]">“{item.done.note}”</p> : null}
      </div>
      {canWrite ? <Buttons item={item} actions={actions} onChange={onChange} onChanged={onChanged} /> : null}
    </div>
  );
}

function Buttons({ item, actions, onChange, onChanged }: Pick<Props, 'item' | 'actions' | 'onChange' | 'onChanged'>) {
  const [asks, setAsks] = useState<'end' | 'reopen' | null>(null);
  const { reopen } = actions;
  const done = () => {
    setAsks(null);
    onChanged();
  };
  return (
    <div className="flex flex-wrap gap-2 max-md:w-full max-md:[&>button]:min-h-11 max-md:[&>button]:grow print:hidden">
      {item.done === null && onChange ? (
        <Button size="small" aria-label={`Change: ${item.text}`} onClick={onChange}>
          Change
        </Button>
      ) : null}
      {item.done === null ? (
        <Button size="small" aria-label={`Mark as done: ${item.text}`} onClick={() => setAsks('end')}>
          Mark as done
        </Button>
      ) : reopen ? (
        <Button size="small" aria-label={`Open again: ${item.text}`} onClick={() => setAsks('reopen')}>
          Open again
        </Button>
      ) : null}
      {asks === 'end' ? (
        <EndFollowUpDialog item={item} end={actions.end} close={() => setAsks(null)} onDone={done} />
      ) : null}
      {reopen ? (
        <ReasonDialog
          isOpen={asks === 'reopen'}
          onOpenChange={() => setAsks(null)}
          title="Open the follow-up again"
          about={item.text}
          verb="Open again"
          onRun={async ({ reason }) => {
            const result = await reopen({ followUpId: item.id, reason });
            if (result.ok) onChanged();
            return result;
          }}
        />
      ) : null}
    </div>
  );
}
