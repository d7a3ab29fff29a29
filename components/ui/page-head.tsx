import type { ReactNode } from 'react';

/** A page's name, what it is for in one sentence, and its one action. */
export function PageHead({ title, about, action }: { title: string; about?: ReactNode; action?: ReactNode }) {
  return (
    <div className="mb-4.5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-step font-[640] tracking-[-0.015em]">{title}</h1>
        {about ? <p className="max-w-3xl text-muted">{about}</p> : null}
      </div>
      {action ? <div className="max-sm:w-full max-sm:[&>*]:w-full">{action}</div> : null}
    </div>
  );
}
