'use client';

import { clsx } from 'clsx';
import { X } from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import { type ReactNode, useRef } from 'react';

export type DialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** One or two sentences: what will happen. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the deciding one last. */
  footer?: ReactNode;
  size?: 'small' | 'medium' | 'large';
};

const SIZES = { small: 'sm:max-w-md', medium: 'sm:max-w-lg', large: 'sm:max-w-3xl' };

export function DialogBox({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'medium',
}: DialogProps) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-scrim" />
        <Radix.Content
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            // There is no trigger that Radix knows of: whoever pressed something is back there.
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={clsx(
            'fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t-2xl border border-line bg-surface shadow-pop sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-card',
            SIZES[size],
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4.5">
            <Radix.Title className="grow text-lg font-[640] tracking-[-0.01em]">{title}</Radix.Title>
            <Radix.Close
              className="-mt-2 -mr-3 grid size-touch sm:-mt-1 sm:-mr-2 sm:size-9 place-items-center rounded-control text-muted hover:bg-sunken hover:text-text"
              aria-label="Close"
            >
              <X aria-hidden className="size-4.5" />
            </Radix.Close>
          </div>
          <div className="min-h-0 overflow-y-auto px-5 pb-4.5">
            {description ? <Radix.Description className="mt-1 text-muted">{description}</Radix.Description> : null}
            {children ? <div className="mt-4">{children}</div> : null}
          </div>
          {footer ? (
            <div className="flex flex-col-reverse gap-2.5 border-t border-line px-5 py-3.5 sm:flex-row sm:justify-end">
              {footer}
            </div>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
