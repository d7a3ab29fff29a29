import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button';
import { splitHighlights } from './highlight-model';

type Props = {
  /** Exactly what will run, and exactly what is copied. */
  code: string;
  /** Parameter values that are picked out. */
  highlights?: readonly string[];
  /** Names the region for assistive technology: "Statement of step 3". */
  label: string;
  /** Left of the first line, dimmed: the host or database. Not copied. */
  where?: string;
  /** Lines break instead of scrolling sideways: for phones and paper. */
  isWrapped?: boolean;
  className?: string;
  footer?: ReactNode;
};

/** A statement or argument list as it will run: copyable, reachable by keyboard, scrolling sideways within itself. */
export function CodeBlock({ code, highlights = [], label, where, isWrapped = false, className, footer }: Props) {
  return (
    <figure
      className={clsx('relative overflow-hidden rounded-control bg-code-bg text-code', className)}
      aria-label={label}
    >
      <div className="flex items-start">
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
          tabIndex={0}
          className={clsx(
            'min-w-0 grow overflow-x-auto px-3.5 py-3 text-code-block focus-visible:outline-offset-[-2px]',
            isWrapped && 'break-words whitespace-pre-wrap',
          )}
        >
          {where ? <span className="mr-3 text-code-dim select-none">{where}</span> : null}
          {splitHighlights(code, highlights).map((part) =>
            part.isHighlighted ? (
              <mark key={part.at} className="bg-transparent font-medium text-code-hi">
                {part.text}
              </mark>
            ) : (
              <span key={part.at}>{part.text}</span>
            ),
          )}
        </pre>
        <CopyButton
          text={code}
          label={`Copy ${label.charAt(0).toLowerCase()}${label.slice(1)}`}
          isQuiet
          className="no-print m-0.5 min-h-touch min-w-touch text-code-dim sm:min-h-8 sm:min-w-8 hover:bg-code/10 hover:text-code"
        />
      </div>
      {footer}
    </figure>
  );
}
