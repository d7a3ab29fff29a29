import { clsx } from 'clsx';
import type { ReactNode } from 'react';

/** The head of what the centre shows: a small line of where we are, the matter in large, a sentence about it. */
export function Heading({
  label,
  tone = 'text-faint',
  title,
  children,
}: {
  label: ReactNode;
  tone?: string;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div>
      <p className={clsx('label num', tone)}>{label}</p>
      <h2 className="mt-0.5 text-step font-[640] tracking-[-0.015em] text-balance [overflow-wrap:anywhere]">{title}</h2>
      {children ? <div className="mt-1 max-w-prose text-base text-muted">{children}</div> : null}
    </div>
  );
}
