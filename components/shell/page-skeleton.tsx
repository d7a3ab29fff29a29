import { Loading, Skeleton, SkeletonRows } from '@/components/ui/skeleton';

/** Pages while they are being loaded, each in its own shape: what comes then takes the places that are held here. */

const keys = (count: number) => Array.from({ length: count }, (_, index) => `part ${index}`);

function Head({ hasAction = false }: { hasAction?: boolean }) {
  return (
    <div className="mb-4.5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="grid min-w-0 gap-2">
        <Skeleton className="h-7 w-44" />
        <Skeleton className="h-4 w-96 max-w-full" />
      </div>
      {hasAction ? <Skeleton className="h-11 w-44 max-sm:w-full" /> : null}
    </div>
  );
}

/** A heading and rows. `hasFilter`: a line of choices stands above them. */
export function PageSkeleton({
  rows = 6,
  hasAction = false,
  hasFilter = false,
}: {
  rows?: number;
  hasAction?: boolean;
  hasFilter?: boolean;
}) {
  return (
    <Loading label="Loading" className="page">
      <h1 className="sr-only">Loading</h1>
      <Head hasAction={hasAction} />
      {hasFilter ? (
        <div aria-hidden className="mb-3 flex flex-wrap gap-1.5">
          {keys(4).map((key) => (
            <Skeleton key={key} className="h-9 w-24 rounded-full" />
          ))}
        </div>
      ) : null}
      <SkeletonRows rows={rows} />
    </Loading>
  );
}

/** Now: what wants attention, the targets beside the next drill, the matrix. */
export function NowSkeleton() {
  return (
    <Loading label="Loading" className="page grid grid-cols-1 content-start gap-4.5">
      <h1 className="sr-only">Loading</h1>
      <Skeleton className="h-5 w-80 max-w-full" />
      <div className="grid grid-cols-1 gap-4.5 md:grid-cols-2">
        {keys(2).map((key) => (
          <div key={key} className="card grid gap-3 px-4 py-3.5">
            <Skeleton className="h-5 w-48 max-w-full" />
            <Skeleton className="h-4 w-full" />
            <Skeleton className="h-16 w-full" />
          </div>
        ))}
      </div>
      <SkeletonRows rows={5} />
    </Loading>
  );
}

/** Cards below each other: targets, contacts. */
export function CardsSkeleton({ count = 2 }: { count?: number }) {
  return (
    <Loading label="Loading" className="page">
      <h1 className="sr-only">Loading</h1>
      <Head hasAction />
      <div className="grid gap-4.5">
        {keys(count).map((key) => (
          <div key={key} className="card grid gap-3 px-4.5 py-4">
            <Skeleton className="h-6 w-56 max-w-full" />
            <Skeleton className="h-4 w-full max-w-2xl" />
            <Skeleton className="h-28 w-full" />
          </div>
        ))}
      </div>
    </Loading>
  );
}

/** What narrows the figures, a sentence, and a chart a measure. */
export function FiguresSkeleton() {
  return (
    <Loading label="Loading" className="page">
      <h1 className="sr-only">Loading</h1>
      <Head hasAction />
      <div aria-hidden className="grid gap-4.5">
        <div className="grid grid-cols-2 gap-2.5 md:grid-cols-4">
          {keys(4).map((key) => (
            <Skeleton key={key} className="h-11 sm:h-9" />
          ))}
        </div>
        <Skeleton className="h-6 w-full max-w-prose" />
        {keys(3).map((key) => (
          <Skeleton key={key} className="h-64 rounded-card" />
        ))}
      </div>
    </Loading>
  );
}

/** A month of weeks, and the weeks' procedures. */
export function CalendarSkeleton() {
  return (
    <Loading label="Loading" className="page">
      <h1 className="sr-only">Loading</h1>
      <Head hasAction />
      <Skeleton className="mb-3 h-7 w-52" />
      <div className="card grid grid-cols-7 gap-px overflow-hidden">
        {keys(35).map((key) => (
          <Skeleton key={key} className="h-16 rounded-none lg:h-20" />
        ))}
      </div>
      <SkeletonRows rows={4} className="mt-3" />
    </Loading>
  );
}

/** One thing a page, in a narrow column with its bar below: assessing, approving. */
export function AskingSkeleton() {
  return (
    <Loading label="Loading" className="flex grow flex-col">
      <h1 className="sr-only">Loading</h1>
      <div className="page grid max-w-3xl! grow content-start gap-4">
        <Skeleton className="h-8 w-64 max-w-full" />
        <Skeleton className="h-7 w-96 max-w-full" />
        <Skeleton className="h-4 w-full max-w-xl" />
        {keys(4).map((key) => (
          <Skeleton key={key} className="h-20 w-full rounded-card" />
        ))}
      </div>
      <div className="fixed inset-x-0 bottom-0 flex justify-end border-t border-line bg-surface px-3.5 py-3 sm:px-5">
        <Skeleton className="h-11 w-44 max-sm:w-full" />
      </div>
    </Loading>
  );
}

/** A sheet of paper: reports, procedures. */
export function DocumentSkeleton() {
  return (
    <Loading label="Loading" className="page">
      <h1 className="sr-only">Loading</h1>
      <div className="card mx-auto grid max-w-document gap-4 px-4 py-5 sm:px-11 sm:py-8">
        <Skeleton className="h-4 w-48 max-w-full" />
        <Skeleton className="h-8 w-full max-w-lg" />
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          {keys(4).map((key) => (
            <Skeleton key={key} className="h-14" />
          ))}
        </div>
        <Skeleton className="h-32" />
        {keys(6).map((key) => (
          <Skeleton key={key} className="h-4" />
        ))}
      </div>
    </Loading>
  );
}

/** A checklist, and what happened beside it. */
export function DrillSkeleton() {
  return (
    <Loading label="Loading" className="flex grow flex-col">
      <h1 className="sr-only">Loading</h1>
      <Skeleton className="h-7.5 rounded-none" />
      <div className="mx-auto grid w-full max-w-6xl gap-4.5 px-3.5 pt-4 sm:px-6">
        <Skeleton className="h-4 w-32" />
        <Skeleton className="h-8 w-96 max-w-full" />
        <div className="grid items-start gap-4.5 lg:grid-cols-[minmax(0,1fr)_24rem]">
          <SkeletonRows rows={7} />
          <SkeletonRows rows={4} />
        </div>
      </div>
    </Loading>
  );
}
