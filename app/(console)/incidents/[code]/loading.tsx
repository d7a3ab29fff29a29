import { Loading, Skeleton } from '@/components/ui/skeleton';

/** The room's own layout, so that nothing jumps when it comes. */
export default function LoadingRoom() {
  return (
    <Loading label="The room is loading" className="flex grow flex-col">
      <h1 className="sr-only">The room is loading</h1>
      <Skeleton className="h-7.5 rounded-none" />
      <div className="flex items-center gap-5 border-b border-line bg-surface px-5 py-3.5">
        <div className="grid min-w-0 grow grid-cols-[minmax(0,1fr)] gap-2">
          <Skeleton className="h-4 w-64 max-w-full" />
          <Skeleton className="h-6 w-96 max-w-full" />
        </div>
        <Skeleton className="h-9 w-28" />
      </div>
      <div className="border-b border-line bg-surface px-5 pt-2 pb-1">
        <Skeleton className="h-32" />
      </div>
      <div className="grid grow lg:grid-cols-[17rem_minmax(0,1fr)]">
        <div className="hidden content-start gap-3 border-r border-line p-5 lg:grid">
          {['preflight', 'tell', 'approval', 'one', 'two', 'three'].map((key) => (
            <Skeleton key={key} className="h-6" />
          ))}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 px-4 py-5 sm:px-7">
          <Skeleton className="h-8 w-80 max-w-full" />
          <Skeleton className="h-5 w-full max-w-xl" />
          <Skeleton className="h-20 max-w-3xl" />
          <Skeleton className="h-12 max-w-3xl" />
        </div>
      </div>
    </Loading>
  );
}
