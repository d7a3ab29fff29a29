import { clsx } from 'clsx';
import type { HTMLAttributes, ReactNode } from 'react';

type Props = HTMLAttributes<HTMLElement> & { as?: 'div' | 'section' | 'article' | 'li' };

/** The one raised surface. Padding is the caller's, or comes with CardTitle and CardBody. */
export function Card({ as: Tag = 'div', className, ...rest }: Props) {
  return <Tag {...rest} className={clsx('card', className)} />;
}

export function CardTitle({
  children,
  aside,
  className,
  as: Tag = 'h2',
  id,
}: {
  children: ReactNode;
  aside?: ReactNode;
  className?: string;
  as?: 'h2' | 'h3';
  id?: string;
}) {
  return (
    <div className={clsx('flex flex-wrap items-center gap-x-3 gap-y-2 px-4.5 pt-3.5 pb-2', className)}>
      <Tag id={id} className="grow text-lg font-[640] tracking-[-0.01em]">
        {children}
      </Tag>
      {aside}
    </div>
  );
}

export function CardBody({ className, ...rest }: HTMLAttributes<HTMLDivElement>) {
  return <div {...rest} className={clsx('px-4.5 pb-4', className)} />;
}
