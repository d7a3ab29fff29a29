'use client';

import { clsx } from 'clsx';
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export type TabItem = { key: string; title: ReactNode; content: ReactNode; count?: number };
type Props = {
  label: string;
  items: TabItem[];
  value?: string;
  defaultValue?: string;
  onChange?: (key: string) => void;
  className?: string;
  listClassName?: string;
  panelClassName?: string;
};

/** Arrow keys move between tabs. */
export function Tabs({ label, items, value, defaultValue, onChange, className, listClassName, panelClassName }: Props) {
  return (
    <Radix.Root
      {...(value === undefined ? { defaultValue: defaultValue ?? items[0]?.key } : { value })}
      onValueChange={onChange}
      className={className}
    >
      <Radix.List
        aria-label={label}
        className={clsx('flex gap-4.5 overflow-x-auto border-b border-line px-4.5', listClassName)}
      >
        {items.map((item) => (
          <Radix.Trigger
            key={item.key}
            value={item.key}
            className="min-h-11 shrink-0 font-[540] text-muted hover:text-text focus-visible:outline-offset-[-2px] data-[state=active]:text-text data-[state=active]:shadow-[inset_0_-2px_var(--accent)]"
          >
            {item.title}
            {item.count === undefined ? null : <span className="num ml-1.5 text-xs text-faint">{item.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map((item) => (
        <Radix.Content
          key={item.key}
          value={item.key}
          className={clsx('focus-visible:outline-offset-[-2px]', panelClassName)}
        >
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
