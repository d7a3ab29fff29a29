'use client';

import { clsx } from 'clsx';
import { CircleCheck, Info, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ActionError } from '@/lib/contracts/result';
import { Id } from './id';

export type NoticeTone = 'info' | 'ok' | 'warn' | 'fail';
const TONES = {
  info: { Icon: Info, text: 'text-accent', edge: 'border-accent/40 bg-accent-soft/50' },
  ok: { Icon: CircleCheck, text: 'text-ok', edge: 'border-ok/40 bg-ok/6' },
  warn: { Icon: TriangleAlert, text: 'text-waiting', edge: 'border-waiting/45 bg-waiting/7' },
  fail: { Icon: OctagonX, text: 'text-fail', edge: 'border-fail/45 bg-fail/6' },
};

type Props = {
  tone?: NoticeTone;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
  role?: 'status' | 'alert';
};

export function Notice({ tone = 'info', title, children, actions, className, role }: Props) {
  const { Icon, text, edge } = TONES[tone];
  return (
    <div
      role={role ?? (tone === 'fail' ? 'alert' : 'status')}
      className={clsx('flex items-start gap-3 rounded-card border px-4 py-3', edge, className)}
    >
      <Icon aria-hidden strokeWidth={2.2} className={clsx('mt-0.5 size-4.5 shrink-0', text)} />
      <div className="min-w-0 grow">
        <p className="font-[620]">{title}</p>
        {children ? <div className="mt-0.5 text-muted">{children}</div> : null}
        {actions ? <div className="mt-3 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}

/** A refusal or failure: what happened, the safe next move, and the reference to quote. */
export function ErrorNotice({
  error,
  className,
  actions,
}: {
  error: ActionError;
  className?: string;
  actions?: ReactNode;
}) {
  return (
    <Notice tone="fail" title={error.message} className={className} actions={actions}>
      {error.remedy ? <p>{error.remedy}</p> : null}
      <p className="mt-1.5 flex flex-wrap items-center gap-x-3 text-xs text-faint">
        <span className="font-mono">{error.code}</span>
        {error.referenceId ? (
          <span className="inline-flex items-center gap-1">
            Reference <Id value={error.referenceId} label="reference" />
          </span>
        ) : null}
      </p>
    </Notice>
  );
}
