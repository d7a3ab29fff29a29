import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';

/** The quiet page before the console. */
export function AuthFrame({
  title,
  about,
  children,
  footer,
}: {
  title: string;
  about?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-4 py-10">
      <p className="mb-5 px-1 text-base font-bold tracking-[-0.01em]">Rollback</p>
      <Card className="px-5 py-6 sm:px-7 sm:py-7">
        <h1 className="text-step font-[640] tracking-[-0.015em]">{title}</h1>
        {about ? <p className="mt-1 text-muted">{about}</p> : null}
        <div className="mt-5">{children}</div>
      </Card>
      {footer ? <div className="mt-4 px-1 text-small text-muted">{footer}</div> : null}
    </main>
  );
}
