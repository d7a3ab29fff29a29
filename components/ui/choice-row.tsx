'use client';

import { clsx } from 'clsx';
import { type ReactNode, useId } from 'react';
import { Tick } from './field';

type Props = {
  /** What is chosen between, for whoever does not see the row. */
  label: string;
  items: { key: string; title: ReactNode; count?: number }[];
  value: string;
  onChange: (key: string) => void;
  className?: string;
};

/**
 * One of a few, side by side; what belongs to it stands below. They are the browser’s own radio buttons: arrow keys, focus
 * and words come with them, and no script.
 */
export function ChoiceRow({ label, items, value, onChange, className }: Props) {
  const name = useId();
  return (
    <fieldset className={clsx('flex min-w-0 gap-4.5 overflow-x-auto border-b border-line px-4.5', className)}>
      <legend className="sr-only">{label}</legend>
      {items.map((item) => (
        <label
          key={item.key}
          className="relative inline-flex min-h-11 shrink-0 items-center font-[540] text-muted hover:text-text has-checked:text-text has-checked:shadow-[inset_0_-2px_var(--accent)]"
        >
          <Tick
            type="radio"
            name={name}
            checked={item.key === value}
            onChange={() => onChange(item.key)}
            className="absolute inset-0 size-full cursor-pointer appearance-none rounded-sm focus-visible:-outline-offset-2"
          />
          {item.title}
          {item.count === undefined ? null : <span className="num ml-1.5 text-xs text-faint">{item.count}</span>}
        </label>
      ))}
    </fieldset>
  );
}
