'use client';

import { ChartNoAxesColumn } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, Select } from '@/components/ui/field';
import { type FiguresFilter, type FiguresView, MEASURES } from '@/lib/contracts/figures-view';
import { IN_TIME_WORDS } from '@/lib/domain/figures-over-time';
import { ProcedureFilter, SeverityFilter, TargetFilter } from '../lists/filter-fields';
import { addressOfFigures } from './figures-model';
import { FiguresTable } from './figures-table';
import { MeasureCard } from './measure-card';

/** How long people took, over time: one sentence first, then each measure, then the numbers. */
export function FiguresScreen({ view }: { view: FiguresView }) {
  const { filter, inTime, buckets, dots } = view;
  return (
    <div className="grid grid-cols-1 gap-4.5">
      <Filter filter={filter} choices={view.choices} />
      <p className="max-w-prose text-lg font-[580] text-balance">{view.summary}</p>
      {dots.length === 0 ? (
        <div className="card">
          <EmptyState
            icon={<ChartNoAxesColumn />}
            title="Nothing to measure yet"
            action={<ButtonLink href="/drills">Plan a drill</ButtonLink>}
          >
            Every incident and every drill is timed by itself: until somebody acts, until the plan is approved, until
            users are well again. A drill gives you the first figures without a bad night.
          </EmptyState>
        </div>
      ) : (
        <>
          <p className="num">
            <b className="text-step font-[640]">{inTime.of === 0 ? '–' : `${inTime.kept} of ${inTime.of}`}</b>{' '}
            <span className="text-muted">within the matrix.</span>{' '}
            <span className="text-small text-muted">{IN_TIME_WORDS}</span>
          </p>
          {MEASURES.map((measure) => (
            <MeasureCard key={measure} measure={measure} view={view} />
          ))}
          {view.isCut ? (
            <p className="text-small text-muted">
              The figures are of all; dots are shown for the newest {dots.length} only.
            </p>
          ) : null}
          <FiguresTable buckets={buckets} by={filter.by} />
        </>
      )}
    </div>
  );
}

function Filter({ filter, choices }: Pick<FiguresView, 'filter' | 'choices'>) {
  const router = useRouter();
  const [isLooking, startLooking] = useTransition();
  const change = (part: Partial<FiguresFilter>) =>
    startLooking(() => router.replace(addressOfFigures({ ...filter, ...part }), { scroll: false }));
  return (
    <search aria-busy={isLooking} className="grid grid-cols-2 gap-2.5 md:grid-cols-4">
      <Field label="By" isLabelHidden>
        <Select value={filter.by} onChange={(event) => change({ by: event.target.value as FiguresFilter['by'] })}>
          <option value="month">By month, a year</option>
          <option value="week">By week, twelve</option>
        </Select>
      </Field>
      <SeverityFilter value={filter.severity} onChange={(severity) => change({ severity })} />
      <TargetFilter targets={choices.targets} value={filter.target} onChange={(target) => change({ target })} />
      <ProcedureFilter
        procedures={choices.procedures}
        value={filter.procedure}
        onChange={(procedure) => change({ procedure })}
      />
    </search>
  );
}
