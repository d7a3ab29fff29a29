import { Loading, Skeleton, SkeletonRows } from '@/components/ui/skeleton';

/** Where a list page is being loaded: its heading and rows keep their places. */
export function PageSkeleton() {
  return (
    <Loading label="Loading" className="page">
      <Skeleton className="h-7 w-44" />
      <Skeleton className="mt-2 mb-5 h-4 w-72 max-w-full" />
      <SkeletonRows rows={6} />
    </Loading>
  );
}
