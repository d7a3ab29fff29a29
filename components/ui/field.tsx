'use client';

import { clsx } from 'clsx';
import { ChevronDown, CircleAlert } from 'lucide-react';
import { type ComponentProps, createContext, type ReactNode, useContext, useId } from 'react';
import { useGivenBefore } from './use-given-before';

type Wiring = { id: string; describedBy: string | undefined; isInvalid: boolean };
const FieldContext = createContext<Wiring | null>(null);

type FieldProps = {
  label: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
  className?: string;
  isLabelHidden?: boolean;
};

/** A label, a control, its help and its error, tied together for assistive technology. */
export function Field({ label, help, error, children, className, isLabelHidden = false }: FieldProps) {
  const id = useId();
  const describedBy = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
  return (
    <div className={clsx('grid grid-cols-[minmax(0,1fr)] gap-1.5', className)}>
      <label htmlFor={id} className={clsx('text-sm font-[580]', isLabelHidden && 'sr-only')}>
        {label}
      </label>
      {help ? (
        <p id={`${id}-help`} className="-mt-1 text-small text-muted">
          {help}
        </p>
      ) : null}
      <FieldContext value={{ id, describedBy, isInvalid: Boolean(error) }}>{children}</FieldContext>
      {error ? (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-small font-medium text-fail">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      ) : null}
    </div>
  );
}

function useWiring() {
  const wiring = useContext(FieldContext);
  return wiring
    ? { id: wiring.id, 'aria-describedby': wiring.describedBy, 'aria-invalid': wiring.isInvalid || undefined }
    : {};
}

const CONTROL =
  'w-full rounded-control border border-edge bg-surface px-3 text-base text-text aria-invalid:border-fail disabled:opacity-60 focus-visible:outline-offset-0';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  const field = useGivenBefore<HTMLInputElement>(rest);
  return <input {...useWiring()} {...rest} ref={field} className={clsx(CONTROL, 'h-11', className)} />;
}

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  const field = useGivenBefore<HTMLTextAreaElement>(rest);
  return (
    <textarea
      {...useWiring()}
      rows={rows}
      {...rest}
      ref={field}
      className={clsx(CONTROL, 'resize-y py-2.5', className)}
    />
  );
}

/** A radio or a tick by itself, where the line around it is the caller's. */
export function Tick(props: ComponentProps<'input'> & { type: 'radio' | 'checkbox' }) {
  return <input {...props} ref={useGivenBefore<HTMLInputElement>(props)} />;
}

/** The browser's own list: it works on every phone and with every reader. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={clsx('relative block', className)}>
      <select {...useWiring()} {...rest} className={clsx(CONTROL, 'h-11 appearance-none pr-9')}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

/** A tick with its words; the whole line can be pressed. */
export function Checkbox({
  children,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { children: ReactNode }) {
  return (
    <label className={clsx('flex min-h-touch cursor-pointer items-start gap-2.5 py-2.5 sm:min-h-9 sm:py-1', className)}>
      <Tick {...rest} type="checkbox" className="mt-0.75 size-4.5 shrink-0 accent-accent" />
      <span>{children}</span>
    </label>
  );
}
