import type { ReactNode } from 'react';

type Props = { id: string; title: string; className?: string; foot?: ReactNode; children: ReactNode };

/** A titled list of rows. */
export function RowsSection({ id, title, className, foot, children }: Props) {
  return (
    <section aria-labelledby={id} className={className}>
      <h2 id={id} className="mb-2 text-lg font-[640] tracking-[-0.01em]">
        {title}
      </h2>
      <ul aria-labelledby={id} className="card divide-y divide-line">
        {children}
      </ul>
      {foot ? <p className="mt-2 text-small text-muted">{foot}</p> : null}
    </section>
  );
}
