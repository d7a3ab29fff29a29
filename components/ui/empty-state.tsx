import { clsx } from 'clsx';
import type { ReactNode } from 'react';

/** Says what would be here, why there is nothing, and the next move. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={clsx('flex flex-col items-center gap-2 px-6 py-12 text-center', className)}>
      {icon ? (
        <div
          aria-hidden
          className="mb-1 grid size-11 place-items-center rounded-full bg-sunken text-muted [&_svg]:size-5"
        >
          {icon}
        </div>
      ) : null}
      <p className="text-lg font-[620] tracking-[-0.01em]">{title}</p>
      {children ? <div className="max-w-prose text-balance text-muted">{children}</div> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
