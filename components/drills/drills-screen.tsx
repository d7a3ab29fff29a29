'use client';

import { CalendarPlus, ChevronLeft, ChevronRight, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { RefreshOnNews } from '@/components/shell/live';
import { Button, ButtonLink } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { settle } from '@/components/ui/settle';
import type { DrillsView } from '@/lib/contracts/drill-view';
import type { ActionError, ActionResult } from '@/lib/contracts/result';
import { DrillCalendar } from './drill-calendar';
import { type DrillForm, DrillFormDialog } from './drill-form-dialog';
import { DrillHistory } from './drill-history';
import { monthTitle } from './drills-model';
import { WeekList } from './week-list';

export type DrillsActions = {
  scheduleDrill: (input: never) => Promise<ActionResult<unknown>>;
  scheduleMonth: (input: never) => Promise<ActionResult<unknown>>;
  holdDrill: (input: never) => Promise<ActionResult<unknown>>;
};

/** A month of the plan: when what is drilled, how it went, and whose turn is next. */
export function DrillsScreen({ view, actions }: { view: DrillsView; actions: DrillsActions }) {
  const [form, setForm] = useState<DrillForm | null>(null);
  const router = useRouter();
  const targetKey = view.choices.targets[0]?.key ?? '';
  const schedule = (week: DrillsView['weeks'][number]) => {
    if (week.suggestion) setForm({ kind: 'schedule', week: week.week, ...week.suggestion, targetKey });
  };
  const hold = () => {
    const procedureKey = view.choices.procedures[0]?.key ?? '';
    setForm({ kind: 'hold', week: 0, day: '', time: '', procedureKey, targetKey });
  };
  const onDone = (value: unknown) => {
    const made = value as { drillId?: string } | null;
    if (form?.kind === 'hold' && made?.drillId) return router.push(`/drills/${made.drillId}`);
    setForm(null);
    router.refresh();
  };
  return (
    <div className="page grid grid-cols-1 content-start gap-5">
      <RefreshOnNews />
      <div className="-mb-4.5">
        <PageHead
          title="Drills"
          about="Once a month each phase is rolled back on purpose, on a sandbox, so that it works on the night when it has to."
          action={<HeadActions view={view} actions={actions} onHold={hold} />}
        />
      </div>
      <section aria-labelledby="month-title" className="grid grid-cols-1 gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h2 id="month-title" className="min-w-40 text-lg font-[640] tracking-[-0.01em]">
            {monthTitle(view.month)}
          </h2>
          <nav aria-label="Months" className="flex items-center gap-1.5">
            <ButtonLink size="small" href={`/drills?month=${view.previous}`} aria-label={monthTitle(view.previous)}>
              <ChevronLeft aria-hidden className="size-4" />
            </ButtonLink>
            {view.today === null ? (
              <ButtonLink size="small" href="/drills">
                This month
              </ButtonLink>
            ) : null}
            <ButtonLink size="small" href={`/drills?month=${view.next}`} aria-label={monthTitle(view.next)}>
              <ChevronRight aria-hidden className="size-4" />
            </ButtonLink>
          </nav>
          <p className="text-small text-faint sm:ml-auto">Days and weeks are counted in {view.timeZone}.</p>
        </div>
        <DrillCalendar view={view} />
        <WeekList view={view} onSchedule={schedule} />
      </section>
      <DrillHistory history={view.history} />
      {form ? (
        <DrillFormDialog
          title={form.kind === 'hold' ? 'Hold a drill now' : `Schedule a drill for week ${form.week}`}
          verb={form.kind === 'hold' ? 'Start the drill' : 'Schedule this drill'}
          form={form}
          choices={view.choices}
          timeZone={view.timeZone}
          act={form.kind === 'hold' ? actions.holdDrill : actions.scheduleDrill}
          close={() => setForm(null)}
          onDone={onDone}
        />
      ) : null}
    </div>
  );
}

function HeadActions({ view, actions, onHold }: { view: DrillsView; actions: DrillsActions; onHold: () => void }) {
  const router = useRouter();
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const scheduleOpen = async () => {
    setIsPending(true);
    setError(null);
    const result = await settle(actions.scheduleMonth({ month: view.month } as never));
    setIsPending(false);
    if (result.ok) router.refresh();
    else setError(result.error);
  };
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2 max-sm:[&>*]:w-full">
        {view.canRun ? (
          <Button size="large" icon={<Play aria-hidden className="size-4.5" />} onClick={onHold}>
            Hold a drill now
          </Button>
        ) : null}
        {view.canSchedule && view.openWeeks > 0 ? (
          <Button
            variant="primary"
            isPending={isPending}
            icon={<CalendarPlus aria-hidden className="size-4.5" />}
            onClick={() => void scheduleOpen()}
          >
            {view.openWeeks === 1 ? 'Schedule the open week' : `Schedule the ${view.openWeeks} open weeks`}
          </Button>
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} /> : null}
    </div>
  );
}
