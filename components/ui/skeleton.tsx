import { clsx } from 'clsx';

/** Holds the place of what is being loaded; sized by its class. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx('animate-breathe rounded-md bg-line/70', className)} />;
}

/** Wraps skeletons: says once that the page is loading. */
export function Loading({
  label,
  children,
  className,
}: {
  label: string;
  children: React.ReactNode;
  className?: string;
}) {
  return (
    <div role="status" aria-label={label} className={className}>
      {children}
    </div>
  );
}

export function SkeletonRows({ rows = 5, className }: { rows?: number; className?: string }) {
  return (
    <div className={clsx('card divide-y divide-line', className)}>
      {Array.from({ length: rows }, (_, index) => `row ${index}`).map((key) => (
        <div key={key} className="flex items-center gap-6 px-4.5 py-4">
          <Skeleton className="h-4 w-20" />
          <Skeleton className="h-4 grow" />
          <Skeleton className="h-4 w-24" />
        </div>
      ))}
    </div>
  );
}
